import { type FileSystem, removeLeftovers, writeFileDurably } from './files.js';

/** Writes the text of one file, again and again. */
export interface Writer {
  /** Durable when it resolves. One write after the other; what is there already is not written again. */
  write(text: string): Promise<void>;
  /** Tells what is there. */
  holds(text: string): void;
}

/** @param before done before each write; the write fails when it fails */
export function createWriter(fs: FileSystem, path: string, before: () => Promise<void> = async () => {}): Writer {
  let saved = '';
  let leftoversRemoved = false;
  let writing: Promise<void> = Promise.resolve();

  async function write(text: string): Promise<void> {
    if (text === saved) return;
    if (!leftoversRemoved) await removeLeftovers(fs, path).catch(() => undefined);
    leftoversRemoved = true;
    await before();
    await writeFileDurably(fs, path, text);
    saved = text;
  }

  return {
    write(text) {
      writing = writing.catch(() => {}).then(() => write(text));
      return writing;
    },
    holds(text) {
      saved = text;
    },
  };
}
