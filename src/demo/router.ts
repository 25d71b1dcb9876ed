import type { ServerResponse } from 'node:http';
import { callKey, type Limit } from './limits.js';
import type { Answer } from './reply.js';
import { insufficientScope, invalidToken, json, notImplemented } from './reply.js';
import type { Call } from './request.js';
import type { Tokens } from './token-pairs.js';
import type { ClientEndpoint, DataEndpoint, Params, Person } from './types.js';

export interface RouterOptions {
  readonly clientId: string;
  readonly people: ReadonlyMap<number, Person>;
  readonly clock: () => number;
  readonly tokens: Tokens;
  readonly rate: Limit;
  readonly duplicate: Limit;
  readonly authorize: (method: string, params: Params) => Answer;
  readonly clientEndpoints: readonly ClientEndpoint[];
  readonly dataEndpoints: readonly DataEndpoint[];
}

/** The answer, and whose account it is about where that is known. */
export interface Routed {
  readonly answer: Answer;
  readonly userid?: number;
}

export type Router = (call: Call) => Promise<Routed>;

/** What stands before a router. It need not ask the router; then the cloud does nothing of what was asked. */
export type Front = (call: Call, route: Router) => Promise<Fronted>;

export interface Fronted extends Routed {
  /** Default: sends the answer, all at once. */
  readonly send?: (response: ServerResponse) => void;
}

/** From a request to its answer: the endpoint tables, the bearer token, the scope and the two kinds of 601. */
export function createRouter(options: RouterOptions): Router {
  const { clientId, people, clock, tokens, rate, duplicate } = options;

  async function data(endpoint: DataEndpoint, { path, params, accessToken }: Call): Promise<Routed> {
    const grant = tokens.use(accessToken);
    const person = people.get(grant?.userid ?? Number.NaN);
    if (grant === undefined || person === undefined) return { answer: json(invalidToken) };
    const { userid } = person;
    const refused = rate(clientId) ?? duplicate(callKey(path, accessToken ?? '', params));
    if (refused !== undefined) return { answer: json(refused), userid };
    const scopes = grant.scope.split(',');
    if (!scopes.some((scope) => endpoint.scopes.includes(scope))) return { answer: json(insufficientScope), userid };
    return { answer: json(await endpoint.answer({ person, params, scopes, now: clock() })), userid };
  }

  function client(endpoint: ClientEndpoint, { path, params }: Call): Routed {
    const refused =
      rate(params.client_id ?? '') ?? (endpoint.deduplicated ? duplicate(callKey(path, '', params)) : undefined);
    if (refused !== undefined) return { answer: json(refused) };
    const { envelope, ...known } = endpoint.answer(params);
    return { answer: json(envelope), ...known };
  }

  return async (call) => {
    if (call.path === '/oauth2_user/authorize2') return { answer: options.authorize(call.method, call.params) };
    const here = (endpoint: { path: string; action: string }) =>
      endpoint.path === call.path && endpoint.action === call.action;
    const clientEndpoint = options.clientEndpoints.find(here);
    if (clientEndpoint !== undefined) return client(clientEndpoint, call);
    const dataEndpoint = options.dataEndpoints.find(here);
    return dataEndpoint === undefined ? { answer: json(notImplemented) } : data(dataEndpoint, call);
  };
}
