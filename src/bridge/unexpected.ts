import type { Fields, Log } from '../log.js';
import { TlsFileError } from '../mqtt/tls-files.js';
import { HomeAssistantError } from '../statistics/errors.js';
import { StoreError } from '../store/errors.js';
import { messageOf } from '../tools.js';
import { WithingsError } from '../withings/errors.js';

/** What went wrong in a way that is known; the message says what happened, where, and what to do. */
export class ExpectedError extends Error {
  override readonly name: string = 'ExpectedError';
}

/** Where in the program one of these was is nobody's business. */
const EXPECTED = [ExpectedError, WithingsError, StoreError, HomeAssistantError, TlsFileError];

/** An error in words, for a line of the log; where an unexpected one comes from is told at debug. */
export function reasonOf(error: unknown, log: Pick<Log, 'debug'>, fields: Fields = {}): string {
  logUnexpected(error, log, fields);
  return messageOf(error);
}

/** The facts of a failure for a line of the log: why, in words, and the endpoint, where it happened at Withings. */
export function failureOf(
  error: unknown,
  log: Pick<Log, 'debug'>,
  fields: Fields = {},
): { readonly reason: string; readonly endpoint: string | undefined } {
  return { reason: reasonOf(error, log, fields), endpoint: endpointOf(error) };
}

/** Undefined where it happened elsewhere, or nobody knows. */
export function endpointOf(error: unknown): string | undefined {
  return (error instanceof WithingsError && error.endpoint) || undefined;
}

/** Tells at debug where an error comes from that is none of ours. A stop is no error. */
export function logUnexpected(error: unknown, log: Pick<Log, 'debug'>, fields: Fields = {}): void {
  if (!(error instanceof Error) || error.name === 'AbortError') return;
  if (EXPECTED.some((kind) => error instanceof kind)) return;
  log.debug('unexpected error', { ...fields, stack: error.stack ?? error.message });
}
