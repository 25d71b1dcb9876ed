import { randomBytes } from 'node:crypto';
import type { Config } from '../../config/index.js';
import type { Log } from '../../log.js';
import { authorizeUrl, BED_SCOPE, refusedParameter, SCOPES } from '../../withings/oauth.js';
import { ExpectedError } from '../unexpected.js';

/** What a browser takes to Withings. */
export interface AuthorizationRequest {
  readonly url: string;
  /** Unguessable, and of this login alone: what comes back with it is meant for it. */
  readonly state: string;
}

export interface AuthorizationOptions {
  readonly config: Pick<Config, 'withings' | 'server'>;
  readonly log: Pick<Log, 'hide'>;
  readonly signal: AbortSignal;
  /** Of the account that the login is for. */
  readonly name: string;
}

/** Withings knows an application otherwise than the configuration does. */
export class RefusedParameterError extends ExpectedError {
  constructor(
    readonly parameter: 'redirect_uri' | 'client_id',
    redirectUri: string,
  ) {
    super(`Withings does not accept withings.${parameter}${hintFor(parameter, { redirectUri, again: '' })}`);
  }
}

/**
 * The address of Withings' authorise page for one login, looked at before a person does.
 *
 * @throws RefusedParameter that says what to change
 */
export async function startAuthorization({
  config,
  log,
  signal,
  name,
}: AuthorizationOptions): Promise<AuthorizationRequest> {
  const { clientId, accountUrl, redirectUri } = config.withings;
  const state = randomBytes(16).toString('hex');
  log.hide(state, `${name} login state`);
  const scopes = config.server.publicUrl ? [...SCOPES, BED_SCOPE] : SCOPES;
  const url = authorizeUrl({ accountUrl, clientId, redirectUri, state, scopes });
  const refused = await refusedParameter(url, signal);
  signal.throwIfAborted();
  if (refused) throw new RefusedParameterError(refused, redirectUri);
  return { url, state };
}

export interface HintOptions {
  readonly redirectUri: string;
  /** What a person does to try once more. */
  readonly again: string;
}

/** What an exchange that Withings refuses has to do with, as far as its words tell. */
export function subjectOf(reason: string): 'redirect_uri' | 'client' | 'code' | undefined {
  if (/redirect_uri/i.test(reason)) return 'redirect_uri';
  if (/client/i.test(reason)) return 'client';
  return /code/i.test(reason) ? 'code' : undefined;
}

/** What to do about it, to be put behind the reason. */
export function hintFor(reason: string, { redirectUri, again }: HintOptions): string {
  switch (subjectOf(reason)) {
    case 'redirect_uri':
      return `; enter exactly ${redirectUri} as a callback URL at developer.withings.com/dashboard`;
    case 'client':
      return '; check withings.client_id and withings.client_secret';
    case 'code':
      return `; a code works once and lives 30 seconds: ${again}`;
    case undefined:
      return '';
  }
}
