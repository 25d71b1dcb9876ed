import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { failure, invalid, invalidToken, json, notImplemented, success } from '../../src/demo/reply.js';
import { type Call, readCall } from '../../src/demo/request.js';
import type { Envelope, MeasureGroup } from '../../src/demo/types.js';
import { FEEDS } from '../../src/feeds/index.js';
import { applisFor } from '../../src/feeds/notifications.js';
import { COMMENT } from '../../src/feeds/subscriptions.js';
import { type CallBook, createCallBook } from './call-book.js';
import { createTokenBook, type TokenBook } from './token-book.js';

export const CLUSTER_CLIENT = { id: 'cluster-client', secret: 'cluster-secret' };
/** Withings tells a login of this scope of measures alone. */
export const SCOPE = 'user.metrics';
const FIRST_USER = 1_000_000;
/** Of those that are never asked for again, nobody needs more. */
const GROUPS_KEPT = 30;
const ACCESS_SECONDS = 10_800;
/** So short that every turn of a person begins with a refresh. */
const HASTY_SECONDS = 301;

const NO_ROWS = { more: false, offset: 0 };
/** People who have a scale, and nothing else. */
const NOTHING: Readonly<Record<string, object>> = {
  '/v2/heart list': { ...NO_ROWS, series: [] },
  '/v2/sleep get': { series: [] },
  '/v2/sleep getsummary': { ...NO_ROWS, series: [] },
  '/v2/measure getactivity': { ...NO_ROWS, activities: [] },
  '/v2/measure getworkouts': { ...NO_ROWS, series: [] },
  '/v2/user getgoals': { goals: {} },
  '/v2/user getdevice': { devices: [] },
};

export interface ManyPeopleOptions {
  readonly people: number;
  /** What the plan allows: more of them in 60 s are answered with 601. */
  readonly callsPerMinute: number;
  /** Where Withings would post, as the subscriptions name it. */
  readonly callbackUrl: string;
  /** How long an answer takes, so that calls overlap as real ones do. */
  readonly until: () => Promise<void>;
}

/** A cloud of many people, each with one scale, that knows which process asks. */
export interface ManyPeople {
  readonly userids: readonly number[];
  readonly tokens: TokenBook;
  readonly calls: CallBook;
  /** Answered with 601. */
  refused(): number;
  /** A weigh-in of a person, with a value that nobody else has. @returns grams, and the group's id */
  weighIn(userid: number): WeighIn;
  /** What a person weighed last. */
  newest(userid: number): WeighIn | undefined;
  /**
   * An address of its own for a bridge.
   *
   * @param run which process asks there now
   */
  listen(host: string, run: () => string): Promise<string>;
  close(): Promise<void>;
}

export interface WeighIn {
  readonly userid: number;
  readonly grpid: number;
  readonly grams: number;
}

/**
 * Keeps of the real cloud's rules those that several bridges could break: tokens that rotate, the plan's calls in a
 * minute, one person at a time. A person takes some hundred bytes, so that ten thousand fit beside the rest.
 */
export function createManyPeople(options: ManyPeopleOptions): ManyPeople {
  const clock = () => Date.now();
  const userids = Array.from({ length: options.people }, (_, index) => FIRST_USER + index);
  const accessSeconds = (userid: number) => (userid % 2 === 0 ? HASTY_SECONDS : ACCESS_SECONDS);
  const tokens = createTokenBook({ clock, accessSeconds, scope: SCOPE });
  const calls = createCallBook(() => performance.now());
  const groups = new Map<number, WeighIn[]>();
  const times = new Map<number, number>();
  const servers: Server[] = [];
  let weighIns = 0;
  let refused = 0;

  function answer({ path, action, params, accessToken }: Call, whose: (userid: number) => void): Envelope {
    if (calls.inLastMinute() >= options.callsPerMinute) {
      refused += 1;
      return failure(601, 'Too Many Request');
    }
    calls.passed();
    if (path === '/v2/oauth2' && action === 'requesttoken') {
      const { client_id, client_secret, refresh_token = '' } = params;
      if (client_id !== CLUSTER_CLIENT.id || client_secret !== CLUSTER_CLIENT.secret)
        return invalid('client id/secret');
      const reply = tokens.refresh(refresh_token);
      if (reply) whose(reply.userid);
      return reply ? success(reply) : invalid('refresh_token');
    }
    const userid = tokens.use(accessToken);
    if (userid === undefined) return invalidToken;
    whose(userid);
    return answerData(path, action, params, userid);
  }

  function answerData(path: string, action: string, params: Call['params'], userid: number): Envelope {
    if (path === '/measure') return success(measures(userid, params));
    if (path === '/notify' && action === 'list') return success({ profiles: profiles(options.callbackUrl) });
    if (path === '/notify') return success({});
    const nothing = NOTHING[`${path} ${action}`];
    return nothing ? success(nothing) : notImplemented;
  }

  function measures(userid: number, params: Call['params']): unknown {
    const after = Number(params.lastupdate ?? 0);
    const [from, to] = [Number(params.startdate ?? 0), Number(params.enddate ?? Number.MAX_SAFE_INTEGER)];
    const rows = (groups.get(userid) ?? [])
      .map((one) => groupOf(one, times.get(one.grpid) ?? 0))
      .filter(({ date, modified }) => modified > after && date >= from && date <= to);
    return { updatetime: Math.floor(clock() / 1000), timezone: 'Europe/Amsterdam', measuregrps: rows };
  }

  function weighIn(userid: number): WeighIn {
    weighIns += 1;
    const next = { userid, grpid: weighIns, grams: 40_000 + weighIns };
    const kept = [next, ...(groups.get(userid) ?? [])];
    for (const old of kept.splice(GROUPS_KEPT)) times.delete(old.grpid);
    groups.set(userid, kept);
    // Two of one person in the same second: the later one is the newer one all the same.
    const before = times.get(kept[1]?.grpid ?? 0) ?? 0;
    times.set(next.grpid, Math.max(Math.floor(clock() / 1000), before + 1));
    return next;
  }

  async function listen(host: string, run: () => string): Promise<string> {
    const server = createServer((request, response) => {
      const call = calls.begin(run());
      response.once('close', () => call.end());
      void (async () => {
        const asked = await readCall(request);
        const envelope = asked ? answer(asked, call.of) : invalid('body');
        await options.until();
        const { code, headers, body } = json(envelope);
        response.writeHead(code, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
      })().catch(() => response.destroy());
    });
    servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, host, resolve);
    });
    return `http://${host}:${(server.address() as AddressInfo).port}`;
  }

  return {
    userids,
    tokens,
    calls,
    refused: () => refused,
    weighIn,
    newest: (userid) => groups.get(userid)?.[0],
    listen,
    async close() {
      await Promise.all(
        servers.map(
          (server) =>
            new Promise<void>((resolve) => {
              server.close(() => resolve());
              server.closeAllConnections();
            }),
        ),
      );
    },
  };
}

function groupOf({ grpid, grams }: WeighIn, date: number): MeasureGroup {
  return {
    ...{ grpid, attrib: 0, date, created: date, modified: date, category: 1, comment: null },
    ...{ deviceid: 'scale', hash_deviceid: 'scale', modelid: 5, model: 'Body+' },
    measures: [{ value: grams, type: 1, unit: -3 }],
  };
}

/** As if all had been subscribed long ago: who begins has nothing to subscribe. */
function profiles(callbackurl: string) {
  const expires = 2_147_483_647;
  return applisFor(FEEDS, SCOPE).map((appli) => ({ appli, callbackurl, comment: COMMENT, expires }));
}
