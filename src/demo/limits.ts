import { failure } from './reply.js';
import type { Envelope } from './types.js';

const MINUTE = 60_000;

/** Refuses a call with its envelope, or lets it through (undefined) and remembers it. */
export type Limit = (key: string) => Envelope | undefined;

/**
 * The cap of calls in any 60 seconds for each client id. A refused call does not count.
 * Withings: 601 "Too Many Request", 120 a minute for the application, not for each user.
 */
export function rateLimit(perMinute: number, clock: () => number): Limit {
  const calls = new Map<string, number[]>();
  return (clientId) => {
    const now = clock();
    const recent = (calls.get(clientId) ?? []).filter((at) => now - at < MINUTE);
    calls.set(clientId, recent);
    if (recent.length >= perMinute) return failure(601, 'Too Many Request');
    recent.push(now);
    return undefined;
  };
}

/**
 * The de-duplicator: the same call with the same arguments within some seconds.
 * A refused call does not start the time anew.
 */
export function duplicateLimit(seconds: number, clock: () => number): Limit {
  const seen = new Map<string, number>();
  return (key) => {
    if (seconds <= 0) return undefined;
    const now = clock();
    for (const [old, at] of seen) if (now - at >= seconds * 1000) seen.delete(old);
    if (seen.has(key)) return failure(601, `Same arguments in less than ${seconds} seconds`);
    seen.set(key, now);
    return undefined;
  };
}

/** The same text for the same path, token and parameters, in whatever order the parameters came. */
export function callKey(path: string, token: string, params: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([path, token, sorted]);
}
