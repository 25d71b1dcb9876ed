import { askedWait } from './asked-wait.js';
import { statusFamily } from './envelope-status.js';
import {
  AuthenticationError,
  type CallSite,
  InvalidParametersError,
  RateLimitError,
  TransportError,
  WithingsError,
} from './errors.js';
import { parseExactly } from './exact-json.js';
import { TOKEN_SITE } from './token-site.js';
import { toInteger } from './tolerant.js';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** When it came, by our clock, milliseconds since 1970. */
  readonly at: number;
}

/** The one word that OAuth has for it: of privileges any firewall speaks. */
const MISSING_SCOPE = /insufficient_scope/i;
/** From a call to one just like it; Withings says ten. */
export const IDENTICAL_CALL_SECONDS = 12;
const TOO_MANY = 601;
/** Withings counts calls by the minute. */
export const CALL_CAP_SECONDS = 61;
const UNKNOWN_CALL = 'it does not know this call, which only a newer withings2mqtt can mend: please report it';
const LONGEST_TEXT = 300;

/**
 * Opens Withings' envelope `{"status": 0, "body": …}`. Failures arrive as HTTP 200 with another status in it, so the
 * envelope decides; the HTTP status counts where there is none, and from 500 on: a gateway that is down says so in JSON
 * with a `status`, too, and its numbers mean something else at Withings (503: wrong parameters, or a dead login).
 *
 * @param blank takes out of the server's error text what must not be repeated
 * @returns the `body`, which may be an object, a list, null or missing
 * @throws the WithingsError that fits the status (Withings reference, "Response status")
 */
export function parseAnswer(answer: HttpAnswer, site: CallSite, blank = (text: string) => text): unknown {
  if (answer.status === 429) throw rateLimit('HTTP 429', answer, site);
  const envelope = readEnvelope(answer, site);
  const status = toInteger(envelope.status);
  if (answer.status >= 500 && status !== TOO_MANY) throw noAnswer(`HTTP ${answer.status}`, answer, site);
  if (status === undefined) throw noAnswer('JSON without a status', answer, site);
  if (status === 0) {
    if (answer.status >= 200 && answer.status < 300) return envelope.body;
    throw noAnswer(`HTTP ${answer.status}`, answer, site);
  }
  const text = typeof envelope.error === 'string' ? envelope.error : '';
  throw statusError(status, oneLine(blank(text)), answer, site);
}

/** It goes into the log and to MQTT, where it must neither begin a new line nor fill the disk. */
function oneLine(text: string): string {
  return text
    .slice(0, LONGEST_TEXT)
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
}

function parse(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    return undefined;
  }
}

function readEnvelope(answer: HttpAnswer, site: CallSite): { status?: unknown; body?: unknown; error?: unknown } {
  const text = answer.text.trim();
  const value = parse(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    if ('status' in value || answer.status === 200) return value;
  }
  if (saysMissingScope(answer)) {
    const message = `Withings answered ${site.endpoint} ${site.action} with HTTP ${answer.status}: insufficient_scope`;
    throw new WithingsError(message, { ...site, status: answer.status, family: 'unauthorized' });
  }
  if (answer.status === 401) {
    throw new AuthenticationError(`Withings refused the login for ${site.endpoint} ${site.action} (HTTP 401)`, {
      ...site,
      status: 401,
    });
  }
  if (answer.status >= 300 && answer.status < 400) throw noAnswer('a redirect, which is not followed', answer, site);
  if (answer.status !== 200) throw noAnswer(`HTTP ${answer.status}`, answer, site);
  if (text === '') throw noAnswer('an empty body', answer, site);
  if (text.startsWith('<')) throw noAnswer('an HTML page', answer, site);
  throw noAnswer(text.startsWith('{') ? 'JSON that breaks off' : 'something that is no JSON object', answer, site);
}

function saysMissingScope({ status, headers, text }: HttpAnswer): boolean {
  if (status !== 401 && status !== 403) return false;
  return MISSING_SCOPE.test(text) || MISSING_SCOPE.test(String(headers['www-authenticate']));
}

function noAnswer(what: string, answer: HttpAnswer, site: CallSite): TransportError {
  return new TransportError(`Withings answered ${site.endpoint} ${site.action} with ${what}`, {
    ...site,
    status: answer.status,
  });
}

function statusError(status: number, text: string, answer: HttpAnswer, site: CallSite): WithingsError {
  const message = `Withings answered ${site.endpoint} ${site.action} with status ${status}${text && `: ${text}`}`;
  const details = { ...site, status };
  // 503 belongs to invalid_params everywhere else; here it is the word for a dead refresh token or code.
  if (site.endpoint === TOKEN_SITE.endpoint && status === 503) {
    return new AuthenticationError(message, { ...details, needsLogin: !/client/i.test(text) });
  }
  const family = statusFamily(status, text);
  if (family === 'too_many_requests') return rateLimit(text || `status ${status}`, answer, site, status);
  if (family === 'auth_failed') return new AuthenticationError(message, details);
  if (family === 'invalid_params') return new InvalidParametersError(message, details);
  if (family === 'not_implemented') return new WithingsError(`${message}; ${UNKNOWN_CALL}`, { ...details, family });
  return new WithingsError(message, { ...details, family });
}

function rateLimit(text: string, answer: HttpAnswer, site: CallSite, status = answer.status): RateLimitError {
  const asked = askedWait(answer.headers, parse(answer.text.trim()), answer.at);
  const usual = /same arguments/i.test(text) ? IDENTICAL_CALL_SECONDS : CALL_CAP_SECONDS;
  const retryAfter = asked > 0 ? asked : usual;
  const message = `Withings wants fewer calls of ${site.endpoint} ${site.action} (${text}); wait ${retryAfter} s`;
  return new RateLimitError(message, { ...site, status, retryAfter });
}
