import type { ComponentChildren } from 'preact';

/** A table that is wider than the page scrolls in here, and not the page. */
export function TableRoom({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keys, too
    <section class="table-room" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
