import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/index.js';
import { type Peer, peerOf } from '../http/peer.js';
import { createSlowDown } from '../http/slow-down.js';
import { isSecret } from '../secrets.js';
import { type CookiePlace, cookiePlace, isOwnHost, isOwnOrigin } from './own-address.js';
import { PageError } from './page-error.js';
import { createSessions } from './sessions.js';

/** Who may come in. What is refused is told by a PageError. */
export interface Gate {
  /** Of every request: where it comes from, and what it takes this server for. @throws PageError */
  checkHost(request: FastifyRequest): void;
  /** Of the API: not another site's, and in a form that no other site can send by a browser. @throws PageError */
  checkOrigin(request: FastifyRequest): void;
  /** Of a form that a browser sends without a script: all of them say where it comes from. @throws PageError */
  checkForm(request: FastifyRequest): void;
  /** Of all health data: a session, or the password; none where there is no password, or Home Assistant has let them in. @throws PageError */
  checkSignedIn(request: FastifyRequest, reply: FastifyReply): void;
  /** Whether they are still signed in, long after the request. */
  isSignedIn(request: FastifyRequest): boolean;
  /** Whether a cookie has signed them in: to ask is no way to guess the password. */
  hasSession(request: FastifyRequest): boolean;
  /** Who asks, as far as they can be told apart: a session, or an address. */
  visitor(request: FastifyRequest): string;
  /** Whether signing out means something to them. */
  canSignOut(request: FastifyRequest): boolean;
  /** @throws PageError for a wrong password, and for one that comes too soon after a wrong one */
  signIn(request: FastifyRequest, reply: FastifyReply, password: string): void;
  signOut(request: FastifyRequest, reply: FastifyReply): void;
}

export interface GateOptions {
  readonly page: Pick<Config['page'], 'host' | 'url' | 'password'>;
  /** Whether this process runs as an App of Home Assistant. */
  readonly ingress: boolean;
  /** Tells this bridge from others: browsers send cookies to every port of a host. */
  readonly instance: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

export function createGate({ page, ingress, instance, clock }: GateOptions): Gate {
  const sessions = createSessions(clock, `withings2mqtt-${instance}`);
  const slowDown = createSlowDown(clock);
  const { password } = page;
  const peer = ({ raw, headers }: FastifyRequest): Peer => peerOf(raw.socket.remoteAddress ?? '', headers, ingress);

  /** @throws PageError */
  function tryPassword(request: FastifyRequest, given: string | Buffer): void {
    const { address } = peer(request);
    const wait = slowDown.wait(address);
    if (wait > 0) throw tooSoon(wait);
    if (password === undefined || !isSecret(given, password)) {
      slowDown.wrong(address);
      throw new PageError(401, 'wrong_password', 'That is not the password of this page (page.password).');
    }
    slowDown.right(address);
  }

  const isFree = (request: FastifyRequest) => password === undefined || peer(request).kind === 'ingress';

  return {
    checkHost(request) {
      const { kind } = peer(request);
      if (kind === 'remote' && password === undefined) throw forThisMachine();
      if (kind !== 'ingress' && !isOwnHost(request.headers.host, page)) throw unknownHost(request.headers.host);
    },
    checkOrigin(request) {
      const isWrite = !['GET', 'HEAD'].includes(request.method);
      if (!isOwnOrigin(request.headers, peer(request), page, isWrite)) throw foreignOrigin(request.headers.origin);
      if (isWrite && request.method !== 'DELETE' && !isJson(request.headers['content-type'])) throw notJson();
    },
    checkForm(request) {
      const { origin, 'sec-fetch-site': site } = request.headers;
      const isSaid = origin !== undefined || site !== undefined;
      if (!isSaid || !isOwnOrigin(request.headers, peer(request), page, true)) throw foreignOrigin(origin);
    },
    checkSignedIn(request, reply) {
      if (isFree(request)) return;
      if (sessions.has(request.headers.cookie)) {
        const cookie = sessions.renew(request.headers.cookie);
        if (cookie) void reply.header('set-cookie', cookie);
        return;
      }
      const bearer = bearerOf(request.headers.authorization);
      if (bearer === undefined) throw new PageError(401, 'sign_in', 'Sign in with the password of this page.');
      tryPassword(request, bearer);
    },
    isSignedIn(request) {
      if (password === undefined || isFree(request) || sessions.has(request.headers.cookie)) return true;
      const bearer = bearerOf(request.headers.authorization);
      return bearer !== undefined && isSecret(bearer, password);
    },
    hasSession: ({ headers }) => sessions.has(headers.cookie),
    visitor: (request) => sessions.key(request.headers.cookie) ?? peer(request).address,
    canSignOut: (request) => !isFree(request),
    signIn(request, reply, given) {
      if (isFree(request)) return;
      tryPassword(request, given);
      sessions.close(request.headers.cookie);
      const place: CookiePlace = cookiePlace(request.headers, peer(request), page);
      void reply.header('set-cookie', sessions.open(place));
    },
    signOut(request, reply) {
      void reply.header('set-cookie', [...sessions.close(request.headers.cookie)]);
    },
  };
}

/** What stands behind `Bearer`; undefined where there is no such header. Headers come as bytes, a letter each. */
function bearerOf(authorization: string | undefined): Buffer | undefined {
  const bearer = /^Bearer +(.*)$/i.exec(authorization ?? '')?.[1];
  return bearer === undefined ? undefined : Buffer.from(bearer, 'latin1');
}

function isJson(type: string | undefined): boolean {
  return /^application\/json\s*(;|$)/i.test(type ?? '');
}

function tooSoon(milliseconds: number): PageError {
  const seconds = String(Math.ceil(milliseconds / 1000));
  const text = `There was a wrong password from here; wait ${seconds} s and try again.`;
  return new PageError(429, 'slow_down', text, { seconds });
}

function forThisMachine(): PageError {
  const text = 'This page has no password, and so is for its own machine only; to let others in, set page.password.';
  return new PageError(403, 'sign_in', text);
}

function unknownHost(header = ''): PageError {
  const host = header.slice(0, 100);
  const text = `This page does not go by the name "${host}"; if it is to, write its address into page.url.`;
  return new PageError(421, 'unknown_host', text, { host });
}

function foreignOrigin(header = ''): PageError {
  const origin = header.slice(0, 100);
  const text =
    'Another site cannot ask this page; if it is the same one behind a proxy, write its address into page.url.';
  return new PageError(403, 'foreign_origin', text, { origin });
}

function notJson(): PageError {
  return new PageError(415, 'bad_request', 'This takes JSON only (content-type: application/json).');
}
