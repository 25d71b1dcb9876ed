import { z } from 'zod';

/** What stands in the file, in words for a person. */
type Kind = 'text' | 'a number' | 'a boolean' | 'a list' | 'a section' | 'nothing';

export function kindOf(value: unknown): Kind {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'a number';
  if (typeof value === 'boolean') return 'a boolean';
  return value === undefined || value === null ? 'nothing' : 'a section';
}

/**
 * Words for a value that does not fit. They never repeat the value, so that no secret gets out.
 * Where there is no value at all, only the expectation: the caller knows whether the key is missing or empty.
 */
export function complain(kind: Kind, expected: string) {
  return ({ input }: { readonly input?: unknown }): string => {
    const found = kindOf(input);
    if (found === 'nothing') return `expected ${expected}`;
    return found === kind ? `is not valid; expected ${expected}` : `is ${found}; expected ${expected}`;
  };
}

/** Free text that must not be empty. */
export function text(expected: string) {
  return freeText(expected).min(1, { error: `is empty; expected ${expected}` });
}

/** Free text where an empty one means the same as none; the reader of the file drops empty ones. */
export function optionalText(expected: string) {
  return freeText(expected).optional();
}

/** YAML turns a text of digits into a number and true into a boolean, hence the hint. */
function freeText(expected: string) {
  const complaint = complain('text', expected);
  return z.string({
    error: (issue) => {
      const mistaken = ['a number', 'a boolean'].includes(kindOf(issue.input));
      return mistaken ? `${complaint(issue)} (put it in quotes)` : complaint(issue);
    },
  });
}

export function pattern(shape: RegExp, expected: string) {
  const error = complain('text', expected);
  return z.string({ error }).regex(shape, { error, abort: true });
}

export function choice<const Words extends readonly string[]>(words: Words) {
  return z.enum(words, { error: complain('text', `one of ${words.join(', ')}`) });
}

export function numberChoice<const Numbers extends readonly number[]>(numbers: Numbers) {
  return z.literal(numbers, { error: complain('a number', `one of ${numbers.join(', ')}`) });
}

export function wholeNumber(least: number, most: number, expected: string) {
  const error = complain('a number', expected);
  return z.int({ error }).min(least, { error }).max(most, { error });
}

export function flag() {
  return z.boolean({ error: complain('a boolean', 'true or false') });
}

const MINUTE = 60_000;
const UNITS = { s: 1000, m: MINUTE, h: 60 * MINUTE } as const;

/** `90s`, `10m` or `1h` in milliseconds; NaN for anything else. */
export function milliseconds(duration: string): number {
  const [, count, unit] = /^([1-9]\d*)([smh])$/.exec(duration) ?? [];
  return Number(count) * (UNITS[unit as keyof typeof UNITS] ?? Number.NaN);
}

/** A duration as text. The upper end keeps it below what a timer of Node can hold (24 days). */
export function interval() {
  const expected = 'a duration such as 90s, 10m or 1h';
  return pattern(/^[1-9][0-9]*[smh]$/, expected)
    .refine((value) => milliseconds(value) >= MINUTE, { error: 'is too short; expected 1m at least', abort: true })
    .refine((value) => milliseconds(value) <= 168 * 60 * MINUTE, { error: 'is too long; expected 168h at most' });
}

/** A topic to publish below: levels of text, each with something in it. */
export function topic() {
  return pattern(
    /^[^/+#]+(\/[^/+#]+)*$/,
    'a topic such as home/health: no + or #, no empty level, no / at the start or the end',
  );
}

/** A topic to subscribe to as it is. */
export function exactTopic() {
  return pattern(/^[^+#]+$/, 'a topic without + or #');
}
