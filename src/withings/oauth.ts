import axios from 'axios';
import { type RefusedParameter, refusalIn } from './authorize-page.js';
import { TransportError } from './errors.js';
import type { Hold } from './hold.js';
import { saidByProxy } from './no-connection.js';
import { routeTo } from './route.js';
import { sign } from './signature.js';
import { parseTokens, type Tokens } from './tokens.js';
import { fields, toText } from './tolerant.js';
import type { Call } from './transport.js';

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

const MAX_PAGE_BYTES = 4 * 1024 * 1024;

/** What the bridge reads. Sleep belongs to `user.activity`; `user.sleepevents` is only for bed notifications. */
export const SCOPES: readonly string[] = ['user.info', 'user.metrics', 'user.activity'];

/** Whether a login allows a scope; one that does not say what it allows is taken to allow all. */
export function isGranted(login: string, scope: string): boolean {
  const granted = login.split(/[\s,]+/).filter(Boolean);
  return granted.length === 0 || granted.includes(scope);
}

/** Only for notifications of getting into bed and out of it. */
export const BED_SCOPE = 'user.sleepevents';

/** The page where a person says yes (GET /oauth2_user/authorize2); it sends the browser back with `code` and `state`. */
export function authorizeUrl(options: {
  readonly accountUrl: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state: string;
  readonly scopes?: readonly string[];
}): string {
  const url = new URL('/oauth2_user/authorize2', options.accountUrl);
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('client_id', options.clientId);
  url.searchParams.set('redirect_uri', options.redirectUri);
  url.searchParams.set('scope', (options.scopes ?? SCOPES).join(','));
  url.searchParams.set('state', options.state);
  return url.href;
}

/**
 * Looks at the authorise page before a person does. A page that refuses to be shown says in its text that the callback
 * URL, or the client, is not known.
 *
 * @returns what Withings refuses; undefined when nothing is wrong, and when the page cannot be reached from here
 */
export async function refusedParameter(url: string, signal?: AbortSignal): Promise<RefusedParameter | undefined> {
  try {
    const { httpAgent, httpsAgent, proxy, via } = routeTo(url);
    const limits = { timeout: 10_000, maxRedirects: 0, maxContentLength: MAX_PAGE_BYTES, ...(signal && { signal }) };
    const reading = { responseType: 'text', validateStatus: () => true } as const;
    const answer = await axios.get<unknown>(url, { ...limits, ...reading, ...{ httpAgent, httpsAgent, proxy } });
    if (via && saidByProxy(answer)) return undefined;
    return refusalIn(answer.status, String(answer.data), url);
  } catch {
    return undefined;
  }
}

/** POST /v2/oauth2, action requesttoken, grant authorization_code. The code lives 30 seconds and works once. */
export async function requestTokens(
  call: Call,
  { clientId, clientSecret }: Credentials,
  grant: { readonly code: string; readonly redirectUri: string },
  now: number,
): Promise<Tokens> {
  const body = await call({
    endpoint: '/v2/oauth2',
    action: 'requesttoken',
    params: {
      grant_type: 'authorization_code',
      client_id: clientId,
      client_secret: clientSecret,
      code: grant.code,
      redirect_uri: grant.redirectUri,
    },
    repeatable: false,
  });
  return parseTokens(body, now);
}

/**
 * POST /v2/oauth2, action requesttoken, grant refresh_token. The old refresh token dies eight hours later, or as soon
 * as the new access token is used: store the new pair first.
 */
export async function refreshTokens(
  call: Call,
  { clientId, clientSecret }: Credentials,
  refreshToken: string,
  now: number,
  hold?: Hold,
): Promise<Tokens> {
  const body = await call({
    endpoint: '/v2/oauth2',
    action: 'requesttoken',
    hold,
    params: {
      grant_type: 'refresh_token',
      client_id: clientId,
      client_secret: clientSecret,
      refresh_token: refreshToken,
    },
    repeatable: false,
  });
  return parseTokens(body, now);
}

/**
 * POST /v2/oauth2, action revoke: the person's tokens work no more, and their notifications end. Signed, and without a
 * token: a login that is dead can be revoked, too.
 */
export async function revokeLogin(call: Call, credentials: Credentials, userId: string, now: number): Promise<void> {
  const { clientId, clientSecret } = credentials;
  const signed = { action: 'revoke', client_id: clientId, nonce: await requestNonce(call, credentials, now) };
  await call({
    endpoint: '/v2/oauth2',
    action: 'revoke',
    params: { client_id: clientId, nonce: signed.nonce, signature: sign(signed, clientSecret), userid: userId },
    repeatable: false,
  });
}

/** POST /v2/signature, action getnonce: a nonce for one signed call within 30 minutes. `now` in milliseconds. */
export async function requestNonce(call: Call, { clientId, clientSecret }: Credentials, now: number): Promise<string> {
  const signed = { action: 'getnonce', client_id: clientId, timestamp: Math.floor(now / 1000) };
  const body = await call({
    endpoint: '/v2/signature',
    action: 'getnonce',
    params: { client_id: clientId, timestamp: signed.timestamp, signature: sign(signed, clientSecret) },
    repeatable: true,
  });
  const nonce = toText(fields(body).nonce);
  if (nonce === undefined) {
    throw new TransportError('Withings answered getnonce without a nonce', {
      endpoint: '/v2/signature',
      action: 'getnonce',
    });
  }
  return nonce;
}
