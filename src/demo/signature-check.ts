import { createHmac } from 'node:crypto';
import { failure, invalid, success } from './reply.js';
import type { Envelope, Params } from './types.js';

const TIMESTAMP_TOLERANCE = 5 * 60_000;
const NONCE_LIFETIME = 30 * 60_000;

export interface SignatureOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clock: () => number;
  readonly token: () => string;
}

/** Nonces and their check. Withings signature v2. */
export interface Signatures {
  /** POST /v2/signature action=getnonce. */
  getNonce(params: Params): Envelope;
  /** Checks a call signed over action, client_id and nonce and uses the nonce up; undefined when all is well. */
  refuse(params: Params): Envelope | undefined;
}

/** HMAC-SHA256, lower-case hex, of the values in the alphabetical order of their keys, joined by commas. */
export function sign(values: Params, secret: string): string {
  const text = Object.keys(values)
    .sort()
    .map((key) => values[key])
    .join(',');
  return createHmac('sha256', secret).update(text).digest('hex');
}

export function createSignatures({ clientId, clientSecret, clock, token }: SignatureOptions): Signatures {
  const nonces = new Map<string, number>();

  function wrongSignature(params: Params, extra: 'timestamp' | 'nonce'): boolean {
    const signed = { action: params.action ?? '', client_id: clientId, [extra]: params[extra] ?? '' };
    return params.signature !== sign(signed, clientSecret);
  }

  return {
    getNonce(params) {
      if (params.client_id !== clientId) return invalid('client id/secret');
      if (!/^\d+$/.test(params.timestamp ?? '')) return invalid('timestamp');
      if (wrongSignature(params, 'timestamp')) return failure(342, 'The signature is invalid');
      const age = Math.abs(clock() - Number(params.timestamp) * 1000);
      if (age > TIMESTAMP_TOLERANCE) return failure(342, 'Timestamp too old');
      const nonce = token();
      nonces.set(nonce, clock() + NONCE_LIFETIME);
      return success({ nonce });
    },

    refuse(params) {
      if (params.client_id !== clientId) return invalid('client id/secret');
      const nonce = params.nonce ?? '';
      const deadline = nonces.get(nonce);
      nonces.delete(nonce);
      if (deadline === undefined || clock() >= deadline) return failure(342, 'The nonce is invalid');
      return wrongSignature(params, 'nonce') ? failure(342, 'The signature is invalid') : undefined;
    },
  };
}
