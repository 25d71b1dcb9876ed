import type { Fault, FaultKind } from '../cloud/faults.js';
import type { FaultyCloud } from '../cloud/faulty-cloud.js';
import type { Broker } from './broker.js';
import type { Chance } from './chance.js';
import type { House } from './house.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TOKENS = { path: '/v2/oauth2' };
const TARGETS: readonly { readonly path?: string; readonly action?: string }[] = [
  {},
  { path: '/measure' },
  { path: '/v2/measure' },
  { path: '/v2/measure', action: 'getactivity' },
  { path: '/v2/sleep' },
  { path: '/v2/heart' },
  { path: '/v2/user' },
  { path: '/notify' },
  TOKENS,
];
/** One or more of each family (Withings, "Response status"). */
const STATUSES = [100, 101, 214, 277, 293, 342, 401, 503, 509, 522, 524, 601, 2554, 2555, 5000, 99_999];
const CODES = [400, 401, 403, 404, 429, 500, 502, 503, 504];

const FAULTS: { readonly [Kind in FaultKind]: (chance: Chance, cloud: FaultyCloud) => Extract<Fault, { kind: Kind }> } =
  {
    status: (chance) => ({ kind: 'status', status: chance.pick(STATUSES), error: 'invented' }),
    http: (chance) => ({
      kind: 'http',
      code: chance.pick(CODES),
      ...(chance.happens(0.5) && { headers: { 'retry-after': String(chance.whole(1, 300)) } }),
    }),
    html: () => ({ kind: 'html' }),
    empty: () => ({ kind: 'empty' }),
    truncated: () => ({ kind: 'truncated' }),
    reset: (chance) => ({ kind: 'reset', when: chance.pick(['start', 'middle']) }),
    hang: () => ({ kind: 'hang' }),
    slow: () => ({ kind: 'slow', bytes: 5000, pauseMs: 1 }),
    strings: () => ({ kind: 'strings' }),
    nulls: () => ({ kind: 'nulls' }),
    redirect: (_, cloud) => ({ kind: 'redirect', to: `${cloud.url}/elsewhere` }),
    'wrong-user': () => ({ kind: 'wrong-user' }),
    'gzip-bomb': () => ({ kind: 'gzip-bomb', megabytes: 40, times: 2 }),
  };
const KINDS = Object.keys(FAULTS) as FaultKind[];

export interface Trouble {
  /** How often each kind of trouble was there. */
  readonly counts: Record<string, number>;
  /** Plans a day of it from this instant on; the last hours of the day are calm. */
  plan(restarts: boolean): void;
}

/** Everything that goes wrong in a soak: with the cloud, the broker, Home Assistant and the bridge itself. */
export function createTrouble(home: House, chance: Chance): Trouble {
  const { cloud, broker, time } = home;
  const counts: Record<string, number> = {};
  const kinds: FaultKind[] = [];
  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };

  /** Each kind once before any comes again. */
  function nextKind(): FaultKind {
    if (kinds.length === 0) kinds.push(...KINDS);
    return kinds.splice(chance.whole(0, kinds.length - 1), 1)[0]!;
  }

  /**
   * One after the other, with two hours in between: an old refresh token lives for eight hours after a refresh whose
   * answer was lost, so that a bridge that comes through in between never loses its login.
   */
  function cloudFaults(start: number, end: number): void {
    for (let at = start + chance.between(0.2, 2) * HOUR; at < end - 3 * HOUR; ) {
      const lasts = chance.happens(0.3) ? chance.between(1, 5) * MINUTE : chance.between(0.2, 3) * HOUR;
      time.at(at, () => {
        const kind = nextKind();
        // Only a refresh answers whose tokens they are.
        const isAboutTokens = kind === 'wrong-user';
        const target = isAboutTokens ? TOKENS : chance.pick(TARGETS);
        const remove = cloud.fault({ ...FAULTS[kind](chance, cloud), ...target });
        count(kind);
        if (isAboutTokens || chance.happens(0.2)) cloud.expireAccessTokens();
        time.at(time.now() + lasts, remove);
      });
      at += lasts + chance.between(2, 3) * HOUR;
    }
  }

  function brokerOutage(at: number, end: number): void {
    const minutes = chance.happens(0.5) ? chance.between(1, 20) : chance.between(20, 300);
    time.at(at, () => leave(broker));
    time.at(Math.min(at + minutes * MINUTE, end), () => comeBack(broker));
  }

  async function leave(one: Broker): Promise<void> {
    if (one.isOpen()) await one.shut();
  }

  async function comeBack(one: Broker): Promise<void> {
    if (one.isOpen()) return;
    const forget = chance.happens(0.5);
    count(forget ? 'broker away, its messages lost' : 'broker away');
    await one.open(forget);
  }

  function restart(at: number, end: number): void {
    const how = chance.pick(['stop', 'kill'] as const);
    time.at(at, () => {
      count(how);
      return home.end(how);
    });
    const back = chance.happens(0.5) ? 2000 : chance.between(1, 120) * MINUTE;
    time.at(Math.min(at + back, end), async () => {
      if (!home.program()) await home.start();
    });
  }

  return {
    counts,
    plan(restarts) {
      const start = time.now();
      const end = start + 21 * HOUR;
      const some = (least: number, most: number, action: (at: number) => void) => {
        for (let left = chance.whole(least, most); left > 0; left--) action(chance.between(start, end - HOUR));
      };
      cloudFaults(start, end);
      some(1, 2, (at) => brokerOutage(at, end));
      some(1, 3, (at) =>
        time.at(at, () => {
          count('birth');
          broker.say('homeassistant/status', 'online');
        }),
      );
      if (restarts) some(2, 4, (at) => restart(at, end));
    },
  };
}
