import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { activityEndpoints } from './activity-endpoints.js';
import { createCodes } from './authorization-codes.js';
import { createCallbacks } from './callbacks.js';
import { createAuthorizePage, SCOPES } from './consent-page.js';
import { heartEndpoints } from './heart-endpoint.js';
import { duplicateLimit, rateLimit } from './limits.js';
import { measureEndpoints } from './measure-endpoint.js';
import { notifyEndpoints } from './notify-endpoints.js';
import { createSubscriptions, type Subscription } from './notify-profiles.js';
import { type Answer, html } from './reply.js';
import { type Call, readCall } from './request.js';
import { createRouter, type Front, type Fronted } from './router.js';
import { createSignatures } from './signature-check.js';
import { sleepEndpoints } from './sleep-endpoints.js';
import { tokenEndpoints } from './token-endpoint.js';
import { createTokens } from './token-pairs.js';
import type { CloudRequest, Person, TokenReply } from './types.js';
import { userEndpoints } from './user-endpoints.js';

export type { ActivityRow, EcgRow, IntradayRow, SleepInterval, SleepRow, WorkoutRow } from './row-types.js';
export type { CloudRequest, Measure, MeasureGroup, Person, TokenReply } from './types.js';

export interface CloudOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly people: readonly Person[];
  /** Registered callback addresses; a longer path or a query is accepted. Default: any http address of this machine. */
  readonly redirectUris?: readonly string[];
  /** Default 0: a free one. */
  readonly port?: number;
  /** Milliseconds since the epoch. Default: the real time. */
  readonly clock?: () => number;
  /** Makes tokens, codes and nonces. Default: 40 random hex digits. */
  readonly token?: () => string;
  /** Rows a page, of every endpoint that has pages. Default 200, and 300 for sleep getsummary. */
  readonly pageSize?: number;
  /** Default 10800. */
  readonly accessTokenSeconds?: number;
  /** For each client id; Infinity switches the cap off. Default 120. */
  readonly requestsPerMinute?: number;
  /** An identical call within this time gets 601; 0 switches it off. Default 10. */
  readonly dedupeSeconds?: number;
  /** Milliseconds a callback has for its answer. Default 5000. */
  readonly callbackTimeout?: number;
  /** Stands before the cloud: may change an answer, or answer in its place. */
  readonly front?: Front;
}

/** A running simulated Withings cloud. */
export interface Cloud {
  /** Serves as account_url and as api_url. */
  readonly url: string;
  /** Everything received so far, in order. */
  readonly requests: readonly CloudRequest[];
  readonly people: ReadonlyMap<number, Person>;
  /** Tokens without the browser. `scope`: comma-separated, default all four. Throws for an unknown user id. */
  login(userid: number, scope?: string): TokenReply;
  /** The person takes the permission away: access tokens give 401, refresh tokens 503, notifications end. */
  revoke(userid: number): void;
  isRefreshTokenAlive(token: string): boolean;
  /**
   * Sends a notification, once, to the callback that is subscribed for this person and kind: a form with `userid`,
   * `appli` and the params. Resolves with the HTTP codes of the answers (0: none came), so [] without a subscription.
   */
  notify(userid: number, appli: number, params?: Readonly<Record<string, string | number>>): Promise<number[]>;
  subscriptions(userid: number): Pick<Subscription, 'appli' | 'callbackurl'>[];
  /** Stops, and cuts all open connections. */
  close(): Promise<void>;
}

type Entry = { -readonly [K in keyof CloudRequest]: CloudRequest[K] };

/** Starts a cloud on 127.0.0.1 that keeps the rules of the Withings API: tokens, paging, limits, error shapes. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { clientId, clientSecret, clock = Date.now, token = randomToken } = options;
  const people = new Map(options.people.map((person) => [person.userid, person]));
  const tokens = createTokens({ clock, token, accessTokenSeconds: options.accessTokenSeconds ?? 10_800 });
  const codes = createCodes({ clock, token });
  const signatures = createSignatures({ clientId, clientSecret, clock, token });
  const subscriptions = createSubscriptions();
  const callbacks = createCallbacks(options.callbackTimeout ?? 5000);
  const requests: Entry[] = [];
  const { redirectUris, pageSize = 200, front = (call, next) => next(call) } = options;
  const onRevoke = (userid: number) => void subscriptions.drop(userid);
  const route = createRouter({
    clientId,
    people,
    clock,
    tokens,
    rate: rateLimit(options.requestsPerMinute ?? 120, clock),
    duplicate: duplicateLimit(options.dedupeSeconds ?? 10, clock),
    authorize: createAuthorizePage({ clientId, people, codes, ...(redirectUris && { redirectUris }) }),
    clientEndpoints: tokenEndpoints({ clientId, clientSecret, people, tokens, codes, signatures, onRevoke }),
    dataEndpoints: [
      ...measureEndpoints(pageSize),
      ...activityEndpoints(pageSize),
      ...sleepEndpoints(options.pageSize ?? 300),
      ...heartEndpoints(pageSize),
      ...notifyEndpoints({ subscriptions, callbacks }),
      ...userEndpoints,
    ],
  });

  const server = createServer((request, response) => {
    handle(request, response, { route: (call) => front(call, route), clock, requests }).catch(() => response.destroy());
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    people,
    login(userid, scope = SCOPES.join(',')) {
      if (!people.has(userid)) throw new Error(`The simulated cloud has no user ${userid}`);
      return tokens.issue({ userid, scope });
    },
    revoke(userid) {
      tokens.revoke(userid);
      codes.forget(userid);
      subscriptions.drop(userid);
    },
    isRefreshTokenAlive: (refreshToken) => tokens.isRefreshAlive(refreshToken),
    notify: (userid, appli, params = {}) =>
      Promise.all(
        subscriptions
          .list(userid)
          .filter((subscription) => subscription.appli === appli)
          .map(({ callbackurl }) => callbacks.post(callbackurl, { userid, appli, ...params })),
      ),
    subscriptions: (userid) => subscriptions.list(userid).map(({ appli, callbackurl }) => ({ appli, callbackurl })),
    close: () =>
      new Promise((resolve) => {
        callbacks.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function randomToken(): string {
  return randomBytes(20).toString('hex');
}

interface Inside {
  readonly route: (call: Call) => Promise<Fronted>;
  readonly clock: () => number;
  readonly requests: Entry[];
}

async function handle(request: IncomingMessage, response: ServerResponse, inside: Inside): Promise<void> {
  const call = await readCall(request);
  if (call === undefined) {
    send(response, html(413, 'Too large', ''));
    return;
  }
  const entry: Entry = { at: inside.clock(), ...call, status: -1 };
  inside.requests.push(entry);
  const { answer, userid, send: write = (to) => send(to, answer) } = await inside.route(call);
  if (userid !== undefined) entry.userid = userid;
  // Noted before the answer is out: whoever has the answer finds the entry complete.
  entry.status = answer.code === 200 ? (answer.envelope?.status ?? 200) : answer.code;
  response.setHeader('date', new Date(inside.clock()).toUTCString());
  write(response);
}

function send(response: ServerResponse, { code, headers, body }: Answer): void {
  response.writeHead(code, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
