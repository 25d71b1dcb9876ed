import { effect } from '@preact/signals';
import type { Page } from './page.js';

/** Keeps what stands outside of the page's own elements right: language, colours and title of the document. */
export function watchDocument({ words, dark, title }: Page): void {
  const { documentElement: root } = document;
  effect(() => {
    root.lang = words.value.language;
  });
  effect(() => {
    root.dataset.theme = dark.value ? 'dark' : 'light';
  });
  effect(() => {
    document.title = title.value;
  });
}
