import { isIPv4 } from 'node:net';
import { z } from 'zod';
import { Problem } from './config-error.js';

const KINDS = new Map(Object.entries({ string: 'text', boolean: 'a boolean', array: 'a list', object: 'a section' }));

/** The value as a schema has it, or a Problem; an empty optional text is none. `isGiven`: whether its key is there. */
export function check(value: unknown, schema: z.core.$ZodType, isGiven = true): unknown {
  if (value === '' && schema instanceof z.ZodOptional) return undefined;
  const { success, data, error } = z.safeParse(schema, value, { reportInput: true });
  if (success) return data;
  throw new Problem(complaint(error.issues[0]!, isGiven));
}

/**
 * What is wrong with a value: a check says what was expected, this puts what was found before it. Only the messages of
 * `refine` are whole. None repeats the value, so that no secret gets out.
 */
export function complaint(issue: z.core.$ZodIssue, isGiven = true): string {
  const { code, input, message } = issue;
  const kindOf = (type: string) => KINDS.get(type) ?? 'a number';
  if (code === 'custom') return message;
  if (input === undefined) return `${isGiven ? 'has no value' : 'missing required key'}; expected ${message}`;
  if (code === 'too_small' && Object(input).length === 0) return `is empty; expected ${message}`;
  const found = kindOf(z.core.util.parsedType(input));
  const known = code === 'invalid_value' ? issue.values : [];
  const wanted = code === 'invalid_type' ? kindOf(issue.expected) : known.length > 0 ? kindOf(typeof known[0]) : found;
  const expected = known.length > 0 ? `one of ${known.join(', ')}` : wanted === 'a boolean' ? 'true or false' : message;
  return `is ${found === wanted ? 'not valid' : found}; expected ${expected}`;
}

/** YAML turns a text of digits into a number and true into a boolean, hence the hint. */
export function freeText(expected: string) {
  const hint = `${expected} (put it in quotes)`;
  return z.string({ error: ({ input }) => (['number', 'boolean'].includes(typeof input) ? hint : expected) });
}

export function filledText(expected: string) {
  return freeText(expected).min(1, expected);
}

/** What is copied from a web page: a space around it may have come along, one within it never belongs there. */
export function copied(expected: string) {
  return filledText(expected)
    .refine((text) => /^\s*\S+\s*$/.test(text), `has a space in it; expected ${expected}`)
    .overwrite((text) => text.trim());
}

export function pattern(shape: RegExp, expected: string) {
  return z.string(expected).regex(shape, expected);
}

export function wholeNumber(least: number, most: number, expected = `a whole number from ${least} to ${most}`) {
  return z.int(expected).min(least, expected).max(most, expected);
}

const MINUTE = 60_000;

/** `90s`, `10m` or `1h` in milliseconds. */
export function milliseconds(duration: string): number {
  const unit = duration.endsWith('h') ? 60 * MINUTE : duration.endsWith('m') ? MINUTE : 1000;
  return Number.parseInt(duration, 10) * unit;
}

/** A duration as text. The upper end keeps it below what a timer of Node can hold (24 days). */
export const interval = pattern(/^[1-9][0-9]*[smh]$/, 'a duration such as 90s, 10m or 1h')
  .refine((value) => milliseconds(value) >= MINUTE, 'is too short; expected 1m at least')
  .refine((value) => milliseconds(value) <= 168 * 60 * MINUTE, 'is too long; expected 168h at most');

/** A topic to publish below: levels of text, each with something in it. */
export const topic = pattern(
  /^[^/+#]+(\/[^/+#]+)*$/,
  'a topic such as home/health: no + or #, no empty level, no / at the start or the end',
);

/** A URL without a login in it: that has keys of its own, so that logs may show the URL. */
function address(shape: RegExp, expected: string, login = 'none') {
  return pattern(shape, expected)
    .refine((value) => !value.includes('@'), `carries a user name or password; expected ${login}`)
    .refine((value) => value === 'embedded' || hostOf(value) !== '', `is not valid; expected ${expected}`);
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}

/** What a path is put behind: no slash at the end, whichever way it is written. */
function base(shape: RegExp, expected: string) {
  return address(shape, expected).overwrite((url) => url.replace(/\/+$/, ''));
}

const HTTP = /^https?:\/\/[^\s]+$/;
const HOME_ASSISTANT = /^(https?|wss?):\/\/[^\s]+$/;

export const httpUrl = address(HTTP, 'a URL with http or https');
export const baseUrl = base(HTTP, 'a URL with http or https');
export const influxUrl = base(/^https?:\/\/[^\s?#]+$/, 'a URL with http or https, without ? and #');
/** Its WebSocket API stands below its address. */
export const homeAssistantUrl = base(HOME_ASSISTANT, 'the URL of Home Assistant, with http, https, ws or wss');

/** Whether only this machine can reach it. */
export const isLoopback = (host: string) =>
  /^(localhost|\[?::1\]?)$/.test(host) || (isIPv4(host) && host.startsWith('127.'));

/** Withings calls it from outside: https, except where nothing leaves the machine. */
export const publicUrl = base(HTTP, 'a URL with https').refine(
  (url) => url.startsWith('https:') || isLoopback(hostOf(url)),
  'is not secure; expected https (http only on a loopback address)',
);

/** The broker: a URL, or the word `embedded`. */
export const brokerUrl = address(
  /^(embedded|(mqtts?|wss?):\/\/[^\s]+)$/,
  'a URL with mqtt, mqtts, ws or wss, or the word embedded',
  'them in mqtt.username and mqtt.password',
);
