import { type Signal, signal } from '@preact/signals';
import { LANGUAGES, type Language, usualLanguage } from './i18n/index.js';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** What a person has chosen for this browser. */
export interface Settings {
  readonly language: Signal<Language>;
  readonly theme: Signal<Theme>;
}

/** What of a browser's storage is needed; it may throw, where a browser forbids it. */
export interface Memory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** @param memory undefined where nothing can be remembered */
export function createSettings(memory: Memory | undefined, wishes: readonly string[]): Settings {
  return {
    language: remembered(memory, 'withings2mqtt.language', LANGUAGES, usualLanguage(wishes)),
    theme: remembered(memory, 'withings2mqtt.theme', THEMES, 'system'),
  };
}

function remembered<T extends string>(
  memory: Memory | undefined,
  key: string,
  choices: readonly T[],
  usual: T,
): Signal<T> {
  const kept = quietly(() => memory?.getItem(key));
  const value = signal(choices.find((choice) => choice === kept) ?? usual);
  // It is called once with what was just read: only later calls are a choice.
  let chosen = false;
  value.subscribe((now) => {
    if (chosen) quietly(() => memory?.setItem(key, now));
    chosen = true;
  });
  return value;
}

/** Undefined for what the browser does not allow. */
export function quietly<T>(what: () => T): T | undefined {
  try {
    return what();
  } catch {
    return undefined;
  }
}
