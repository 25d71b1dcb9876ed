/** An integer that may be beyond what a number holds: it stands where a value does. Finding none costs next to nothing. */
const LARGE = /[[:,]\s*-?\d{16,}(?![\d.eE])/;
/** A string as a whole, so that nothing in it is taken for one, or such an integer. */
const STRING_OR_LARGE = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;

/**
 * Reads an object or list of JSON; integers that a number would round, as it would ids of 64 bits, become texts of their
 * digits.
 *
 * @throws SyntaxError as JSON.parse does
 */
export function parseExactly(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return LARGE.test(text) ? JSON.parse(text.replace(STRING_OR_LARGE, quoted)) : value;
}

function quoted(token: string): string {
  return token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`;
}
