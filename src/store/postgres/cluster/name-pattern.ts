/** One letter to whoever types it, and with other capitals from language to language. */
const TURKISH_I = 'iIİı';

/**
 * A regular expression of PostgreSQL that finds a text wherever it stands, in whatever case. In a database of the locale C,
 * `ilike` knows capitals of a to z alone.
 */
export function namePattern(text: string): string {
  return [...text].map(inAnyCase).join('');
}

function inAnyCase(letter: string): string {
  if (TURKISH_I.includes(letter)) return `[${TURKISH_I}]`;
  const small = letter.toLowerCase();
  const forms = new Set([letter, small, letter.toUpperCase(), small.toUpperCase()]);
  const single = [...forms].filter((form) => [...form].length === 1);
  if (single.length > 1) return `[${single.join('')}]`;
  // Before anything else a backslash has a meaning of its own.
  return /[!-/:-@[-`{-~]/.test(letter) ? `\\${letter}` : letter;
}
