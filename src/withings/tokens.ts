import { z } from 'zod';
import { TransportError } from './errors.js';
import { TOKEN_SITE } from './token-site.js';
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

/** A login is renewed long before; what is later fits no calendar. */
const LONGEST_LIFETIME_SECONDS = 366 * 86_400;
/** What an HTTP header can carry. */
const TOKEN = /^[\x21-\x7e]+$/;

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
 * @throws TransportError if a token is missing, or is none: such an answer must never replace a working pair
 */
export function parseTokens(body: unknown, now: number): Tokens {
  const reply = tokenReply.parse(fields(body));
  const { access_token: accessToken = '', refresh_token: refreshToken = '', expires_in = 0 } = reply;
  if (!TOKEN.test(accessToken) || !TOKEN.test(refreshToken)) {
    throw new TransportError('Withings answered a token request without tokens', {
      ...TOKEN_SITE,
      status: 0,
    });
  }
  const lifetime = expires_in > 0 && expires_in <= LONGEST_LIFETIME_SECONDS ? expires_in : USUAL_LIFETIME_SECONDS;
  return {
    userId: reply.userid ?? '',
    accessToken,
    refreshToken,
    expiresAt: now + lifetime * 1000,
    scope: reply.scope ?? '',
  };
}

/** From the expiry, since that is what is stored: every access token lives for three hours. */
export function issuedAt({ expiresAt = 0 }: Partial<Tokens>): number | undefined {
  return expiresAt > 0 ? expiresAt - USUAL_LIFETIME_SECONDS * 1000 : undefined;
}
