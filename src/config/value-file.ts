import { printable } from './problem.js';
import type { Outcome } from './values.js';

/** The text of a file that holds nothing but a value, without the end of its line: a secret of Docker or Kubernetes. */
export function readValue(path: string, readFile: (path: string) => string): Outcome<string> {
  let text: string;
  try {
    text = readFile(path);
  } catch (error) {
    return { problem: `${unreadable(error)}${named(path)}; expected the path of a file that holds the value` };
  }
  if (/[\0\uFFFD]/.test(text)) return { problem: `the file${named(path)} is not UTF-8 text` };
  const value = text.replace(/^\uFEFF/, '').replace(/[\r\n]+$/, '');
  return value === '' ? { problem: `the file${named(path)} is empty; expected the value` } : { value };
}

function unreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  if (code === 'ENOENT') return 'there is no file';
  if (code === 'EISDIR') return 'is a folder:';
  return `cannot read (${code})`;
}

/** Only what is a path without doubt: somebody may have put the secret itself there. */
function named(path: string): string {
  return /^(\.{0,2}\/|[A-Za-z]:[\\/])/.test(path) ? ` ${printable(path)}` : '';
}
