import { z } from 'zod';
import { TransportError } from './errors.js';
import { fields, integer, text } from './tolerant.js';

/** What a login is made of. The refresh token changes with every refresh; the pair belongs together. */
export interface Tokens {
  /** A string always: Withings sends a string after a login and a number after a refresh. */
  readonly userId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Comma-separated, as granted: the user may have left some out. */
  readonly scope: string;
}

/** What the access token lives when the answer does not say so sensibly: "expires after 3 hours". */
const USUAL_LIFETIME_SECONDS = 10_800;

const tokenReply = z.object({
  userid: text,
  access_token: text,
  refresh_token: text,
  expires_in: integer,
  scope: text,
});

/**
 * The `body` of requesttoken.
 *
 * @throws TransportError if a token is missing: such an answer must never replace a working pair
 */
export function parseTokens(body: unknown, now: number): Tokens {
  const reply = tokenReply.parse(fields(body));
  if (!reply.access_token || !reply.refresh_token) {
    throw new TransportError('Withings answered a token request without tokens', {
      endpoint: '/v2/oauth2',
      action: 'requesttoken',
    });
  }
  const lifetime = reply.expires_in !== undefined && reply.expires_in > 0 ? reply.expires_in : USUAL_LIFETIME_SECONDS;
  return {
    userId: reply.userid ?? '',
    accessToken: reply.access_token,
    refreshToken: reply.refresh_token,
    expiresAt: now + lifetime * 1000,
    scope: reply.scope ?? '',
  };
}

/** From the expiry, since that is what is stored: every access token lives for three hours. */
export function issuedAt({ expiresAt = 0 }: Partial<Tokens>): number | undefined {
  return expiresAt > 0 ? expiresAt - USUAL_LIFETIME_SECONDS * 1000 : undefined;
}
