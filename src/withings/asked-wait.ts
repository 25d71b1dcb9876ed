import { DateTime } from 'luxon';
import { fields, toNumber } from './tolerant.js';

const LONGEST_WAIT_SECONDS = 86_400;

/**
 * For how many seconds an answer asks to be left alone; it may say so in a header, and as `wait_seconds` in the envelope
 * or its body. 0 where nobody says it.
 *
 * @param envelope the text of the answer, read
 * @param now milliseconds since 1970, for an answer that does not tell its own time
 */
export function askedWait(headers: Readonly<Record<string, unknown>>, envelope: unknown, now: number): number {
  const { wait_seconds, body } = fields(envelope);
  const header = headers['retry-after'];
  const said = [toNumber(header) ?? untilDate(header, headers.date, now), wait_seconds, fields(body).wait_seconds];
  const longest = Math.max(0, ...said.map((value) => toNumber(value) ?? 0));
  return Math.min(Math.ceil(longest), LONGEST_WAIT_SECONDS);
}

/** The date is one by the server's own clock, from which ours may differ. */
function untilDate(header: unknown, serverDate: unknown, now: number): number | undefined {
  const until = httpDate(header);
  return until === undefined ? undefined : (until - (httpDate(serverDate) ?? now)) / 1000;
}

/** Milliseconds since 1970, of any of the three forms that HTTP knows. */
function httpDate(text: unknown): number | undefined {
  const date = typeof text === 'string' ? DateTime.fromHTTP(text) : undefined;
  return date?.isValid ? date.toMillis() : undefined;
}
