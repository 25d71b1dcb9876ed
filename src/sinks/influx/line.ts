/** One value at one time, as the line protocol of InfluxDB has it. */
export interface InfluxPoint {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly field: string;
  readonly value: number | string | boolean;
  /** Since 1970. */
  readonly seconds: number;
}

/** A point as a line without its end, for `precision=s`. Numbers are floats, so that a field never changes its type. */
export function lineOf({ measurement, tags, field, value, seconds }: InfluxPoint): string {
  // Sorted, which spares the server doing it. A tag without a value does not exist.
  const pairs = Object.entries(tags)
    .map(([key, text]) => [key, plain(text)] as const)
    .filter(([, text]) => text !== '')
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const series = [
    escaped(measurement, /[, ]/g),
    ...pairs.map(([key, text]) => `${escapedTag(key)}=${escapedTag(text)}`),
  ];
  return `${series.join(',')} ${escapedTag(field)}=${textOf(value)} ${seconds}`;
}

/**
 * A text that a tag can hold. A line ends at a line feed, whatever stands before it, and a backslash at the end of a
 * value would take what comes after it with it: the protocol has no way to write either.
 */
export function plain(text: string): string {
  return text.replaceAll(CONTROL, ' ').replaceAll('\\', '/');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that must not get into a line.
const CONTROL = /[\u0000-\u001f\u007f\u0085\u2028\u2029]/g;

function escapedTag(text: string): string {
  return escaped(text, /[,= ]/g);
}

function escaped(text: string, special: RegExp): string {
  return text.replaceAll(special, '\\$&');
}

function textOf(value: InfluxPoint['value']): string {
  if (typeof value !== 'string') return String(value);
  return `"${value.replaceAll(CONTROL, ' ').replaceAll(/["\\]/g, '\\$&')}"`;
}
