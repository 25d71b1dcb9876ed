import type { Codes } from './authorization-codes.js';
import { failure, invalid, success } from './reply.js';
import type { Signatures } from './signature-check.js';
import type { Tokens } from './token-pairs.js';
import type { ClientAnswer, ClientEndpoint, Params, Person, TokenReply } from './types.js';

export interface TokenEndpointOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly people: ReadonlyMap<number, Person>;
  readonly tokens: Tokens;
  readonly codes: Codes;
  readonly signatures: Signatures;
  /** Called after the tokens of a person have been revoked. */
  readonly onRevoke?: (userid: number) => void;
}

/** POST /v2/signature and /v2/oauth2: requesttoken (both grants, secret or signature), revoke, getdemoaccess. */
export function tokenEndpoints(options: TokenEndpointOptions): readonly ClientEndpoint[] {
  const { clientId, clientSecret, people, tokens, codes, signatures } = options;

  function refuseClient(params: Params): ClientAnswer | undefined {
    const signed = params.client_secret === undefined && params.signature !== undefined;
    const refusal = signed
      ? signatures.refuse(params)
      : params.client_id === clientId && params.client_secret === clientSecret
        ? undefined
        : invalid('client id/secret');
    return refusal && { envelope: refusal };
  }

  function requestToken(params: Params): ClientAnswer {
    const refusal = refuseClient(params);
    if (refusal !== undefined) return refusal;
    if (params.grant_type === 'authorization_code') {
      const grant = codes.redeem(params.code ?? '', params.redirect_uri ?? '');
      return grant === undefined ? { envelope: invalid('code') } : granted(tokens.issue(grant));
    }
    if (params.grant_type === 'refresh_token') {
      const reply = tokens.refresh(params.refresh_token ?? '');
      return reply === undefined ? { envelope: invalid('refresh_token') } : granted(reply);
    }
    return { envelope: invalid('grant_type') };
  }

  function revoke(params: Params): ClientAnswer {
    const refusal = signatures.refuse(params);
    if (refusal !== undefined) return { envelope: refusal };
    const userid = Number(params.userid);
    if (!people.has(userid)) return { envelope: failure(247, 'The userid provided is absent, or incorrect') };
    tokens.revoke(userid);
    options.onRevoke?.(userid);
    return { envelope: success({}), userid };
  }

  function demoAccess(params: Params): ClientAnswer {
    const refusal = signatures.refuse(params);
    if (refusal !== undefined) return { envelope: refusal };
    const first = [...people.keys()][0];
    if (first === undefined || !params.scope_oauth2) return { envelope: invalid('scope_oauth2') };
    return granted(tokens.issue({ userid: first, scope: params.scope_oauth2 }));
  }

  const path = '/v2/oauth2';
  return [
    {
      path: '/v2/signature',
      action: 'getnonce',
      deduplicated: false,
      answer: (params) => ({ envelope: signatures.getNonce(params) }),
    },
    { path, action: 'requesttoken', deduplicated: true, answer: requestToken },
    { path, action: 'revoke', deduplicated: true, answer: revoke },
    { path, action: 'getdemoaccess', deduplicated: true, answer: demoAccess },
  ];
}

function granted(reply: TokenReply): ClientAnswer {
  return { envelope: success(reply), userid: Number(reply.userid) };
}
