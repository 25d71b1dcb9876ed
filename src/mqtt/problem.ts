import type { BrokerProblem } from './broker.js';
import { type BrokerWords, byReasonCode } from './reasons.js';
import { TlsFileError } from './tls-files.js';

export type { BrokerProblem } from './broker.js';

/** What is known of the one who connects, and what the broker said beside a number. */
export interface ProblemContext {
  readonly qos: 0 | 1 | 2;
  readonly words?: BrokerWords | undefined;
}

/**
 * A broker that lets us in and soon hangs up without a word, time and again. MQTT 3.1.1 has no words for it, and
 * Mosquitto 2.0 has none in MQTT 5 either: most often another client with the same id comes in each time.
 */
export const DROPPED_AGAIN: BrokerProblem = {
  kind: 'taken',
  text: 'it closes each connection soon after it was made; does another client use the same mqtt.client_id?',
};

const AWAY: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ENOTFOUND: 'that host name is not known',
  EAI_AGAIN: 'that host name cannot be looked up now',
  EHOSTUNREACH: 'that host cannot be reached',
  ENETUNREACH: 'that network cannot be reached',
  ETIMEDOUT: 'no answer in time',
  ECONNRESET: 'it reset the connection',
  EPIPE: 'it closed the connection',
};

/** Puts an error of the MQTT client, or a connection that just closed, into words. */
export function describeProblem(error: unknown, wasUp: boolean, { qos, words }: ProblemContext): BrokerProblem {
  const { code, message } = read(error);
  if (error instanceof TlsFileError) return { kind: 'tls', text: message };
  if (typeof code === 'number') return byReasonCode(code, message, qos, words);
  if (isTls(code, message)) {
    return {
      kind: 'tls',
      text: `TLS failed: ${readable(message)}; check mqtt.ca, mqtt.cert, mqtt.key and the host name`,
    };
  }
  if (typeof code === 'string') return { kind: 'away', text: AWAY[code] ?? `${message} (${code})` };
  if (/connack timeout/i.test(message)) return { kind: 'away', text: 'no answer in time' };
  if (message) return { kind: 'other', text: wasUp ? message : `it does not answer like an MQTT broker: ${message}` };
  return wasUp
    ? { kind: 'away', text: 'it closed the connection' }
    : { kind: 'silent', text: 'it closed the connection before greeting' };
}

function isTls(code: unknown, message: string): boolean {
  // Its message holds the host name, which may speak of TLS.
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return false;
  return /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/.test(String(code ?? '')) || /certificate|ssl|tls/i.test(message);
}

/** OpenSSL's messages end in the place of its own source that they come from; what lies in between is for people. */
function readable(message: string): string {
  return /error:[0-9A-F]+:[^:]*:[^:]*:([^:]+)/.exec(message)?.[1] ?? message.trim();
}

function read(error: unknown): { code: unknown; message: string } {
  if (!(error instanceof Error)) return { code: undefined, message: '' };
  const own = error as Error & { code?: unknown; errors?: unknown[] };
  // A host with several addresses: the reason lies in the first of them.
  if (error.message === '' && Array.isArray(own.errors)) return read(own.errors[0]);
  return { code: own.code, message: error.message };
}
