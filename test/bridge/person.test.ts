import { describe, expect, it } from 'vitest';
import { AT_COMMAND_LINE } from '../../src/bridge/advice.js';
import { type BridgePersonOptions, openBridgePerson } from '../../src/bridge/person.js';
import { createSinks, type SinksOptions } from '../../src/bridge/sinks.js';
import { feedsFor } from '../../src/feeds/index.js';
import type { ReadingEvent } from '../../src/metrics/event.js';
import { createTopics } from '../../src/mqtt/topics.js';
import { type Sink, TAKEN } from '../../src/sinks/sink.js';
import { openSqliteStore } from '../../src/store/sqlite/index.js';
import { createTelemetry } from '../../src/telemetry.js';
import { ANNA, CLIENT, testCloud } from '../demo/helpers.js';
import { EMPTY, NOW } from '../feeds/samples.js';
import { withFolder } from '../folder.js';
import { logLines } from '../log-lines.js';
import { sampleReading } from '../mqtt/samples.js';
import { announcedWorld, type WorldOptions } from '../sinks/announced-world.js';
import { tokensOf } from '../stored.js';
import { createVirtualTime } from '../virtual-time.js';

const EVENT: ReadingEvent = {
  ...{ id: 'measure/1', type: 'measure', takenAt: NOW, attribution: 0, deviceModel: null, groupId: '1' },
  values: { weight: 70 },
};

const HOOKS: BridgePersonOptions['hooks'] = {
  onFetched: () => {},
  onWanted: () => {},
  onWritten: () => {},
  onNotWritten: () => {},
  onLeaseLost: () => {},
  onDue: () => {},
};

/** Anna's account without a login, with the sinks that the bridge has and further ones, on a broker. */
const open = (...more: readonly Sink[]) => openWith({}, ...more);

async function openWith(
  { retained = [], ...own }: Partial<BridgePersonOptions> & Pick<WorldOptions, 'retained'>,
  ...more: readonly Sink[]
) {
  const world = announcedWorld({ retained });
  const { announced, publisher, broker, settle } = world;
  const time = createVirtualTime();
  const { log, lines } = logLines();
  const telemetry = createTelemetry();
  const context = { topics: createTopics('withings'), prefix: 'homeassistant', instance: 'x', version: '1' };
  const shared = {
    signal: new AbortController().signal,
    tools: { clock: () => NOW * 1000, sleep: time.sleep, random: () => 0 },
    log,
    config: { withings: {}, homeassistant: { enabled: true } } as SinksOptions['config'],
  };
  const sinks = createSinks({ ...shared, announced, session: { publisher, connected: () => true }, context, more });
  const options: Partial<BridgePersonOptions> = {
    ...shared,
    account: { name: 'anna', displayName: 'Anna', units: 'metric', ignoreAttributions: [], intraday: false },
    userId: undefined,
    store: { states: {} } as BridgePersonOptions['store'],
    hooks: HOOKS,
    late: () => undefined,
    advice: AT_COMMAND_LINE,
    ...{ telemetry, sinks },
    clientBase: () => ({ baseUrl: 'http://127.0.0.1:9', clientId: 'id', clientSecret: 'secret' }),
    ...own,
  };
  const account = await openBridgePerson(options as BridgePersonOptions);
  await settle();
  return {
    ...{ account, broker, settle, time, lines, telemetry },
    told: () => broker.sent.filter((line) => line.startsWith('withings/anna/reading=')).length,
    comes: (event: ReadingEvent) =>
      account.sync.change((state) => ({ ...state, outbox: [...(state.outbox ?? []), event] })),
    left: () => account.sync.state().outbox?.map(({ id }) => id),
  };
}

it('tells of what comes while something older is being told', async () => {
  const { settle, told, comes, left } = await open();

  comes(EVENT);
  await new Promise((resolve) => setImmediate(resolve));
  comes({ ...EVENT, id: 'measure/2' });
  await settle();

  expect([told(), left()]).toEqual([2, []]);
});

it.each([
  [true, false, ['None', 'true']],
  [false, true, ['71', 'None']],
])(
  'shows no value of what is switched off since the last run: notified %s, intraday %s',
  async (isTold, intraday, shown) => {
    const start = {
      ...EMPTY,
      readings: {
        heart_rate: sampleReading({ metric: 'heart_rate', value: 71, takenAt: NOW - 60 }),
        in_bed: sampleReading({ metric: 'in_bed', value: true, takenAt: NOW - 60 }),
      },
    };
    const states = { load: async () => start };
    const at = new Date((NOW - 60) * 1000);
    const attributes = JSON.stringify({ taken: at, modified: at });
    const { broker } = await openWith({
      retained: [
        ['withings/anna/heart_rate', '71'],
        ['withings/anna/heart_rate/attributes', attributes],
        ['withings/anna/in_bed', 'true'],
        ['withings/anna/in_bed/attributes', attributes],
      ],
      account: { name: 'anna', displayName: 'Anna', units: 'metric', ignoreAttributions: [], intraday },
      ...{ userId: '7', canBeNotified: isTold },
      store: { states, logins: { of: async () => undefined } } as unknown as BridgePersonOptions['store'],
    });

    expect(['heart_rate', 'in_bed'].map((key) => broker.retained.get(`withings/anna/${key}`))).toEqual(shown);
  },
);

it('is unknown in bed after a day without a word, while nobody comes by', async () => {
  const inBed = sampleReading({ metric: 'in_bed', value: true, takenAt: NOW - 86_400 });
  const states = { load: async () => ({ ...EMPTY, readings: { in_bed: inBed } }) };
  const { account } = await openWith({
    ...{ userId: '7', canBeNotified: true },
    store: { states, logins: { of: async () => undefined } } as unknown as BridgePersonOptions['store'],
  });

  account.lookAtCalendar();

  expect(account.sync.state().readings.in_bed?.value).toBeNull();
});

it('counts as tried once the sinks have been given what came, not before', async () => {
  const { account, settle } = await open();

  for (const { name } of feedsFor({ intraday: false })) await account.sync.fetch(name, false);
  account.rest();
  expect([account.sync.tried(), account.tried()]).toEqual([true, false]);

  await account.settled();
  await settle();
  expect(account.tried()).toBe(true);
});

it('comes to Home Assistant, and what is due with it, when the first refresh has told who it is', async () => {
  const cloud = await testCloud();
  await withFolder(async (dataDir) => {
    const store = openSqliteStore({ dataDir, onDamaged: () => {}, clock: () => NOW * 1000, sleep: async () => {} });
    await store.people.put('unknown:anna', 'anna');
    await store.logins.save('unknown:anna', tokensOf(ANNA, cloud.login(ANNA), 0));
    const due: (string | undefined)[] = [];
    const { account, broker, settle } = await openWith({
      ...{ store, userId: 'unknown:anna', hooks: { ...HOOKS, onDue: () => due.push(account.userId()) } },
      clientBase: () => ({ baseUrl: cloud.url, clientId: CLIENT.client_id, clientSecret: CLIENT.client_secret }),
    });
    const announced = () =>
      broker.sent.flatMap((line) => /^homeassistant\/device\/(.+)\/config=/.exec(line)?.[1] ?? []);
    account.rest();
    await account.settled();
    await settle();
    expect([announced(), due]).toEqual([['withings2mqtt_x'], []]);

    await account.client!.refreshAccessToken();
    account.rest();
    await account.settled();
    await settle();

    expect([announced(), due]).toEqual([['withings2mqtt_x', `withings_${ANNA}`], [String(ANNA)]]);
    await store.close();
  });
});

const WEIGHT = sampleReading();
const take = async () => TAKEN;
const QUIET: Sink = {
  ...{ name: 'other', readings: take, event: take, person: take, forget: take, health: () => ({ kind: 'well' }) },
};
const never = () => new Promise<never>(() => {});
const refuse = () => Promise.reject(new Error('full'));
const throws = () => {
  throw new Error('full');
};

describe('a second destination', () => {
  it('gets what is new, and whether it was known', async () => {
    const seen: string[] = [];
    const { account, settle, telemetry } = await open({
      ...QUIET,
      async readings({ name }, changes) {
        for (const { reading, kind } of changes) seen.push(`${name} ${kind} ${reading.metric}`);
        return TAKEN;
      },
    });

    account.sync.change((state) => ({ ...state, readings: { weight: WEIGHT } }));
    account.firstSyncComplete();
    await settle();

    const keys = ['weight', 'last_measurement'];
    expect(seen).toEqual([...keys.map((key) => `anna new ${key}`), ...keys.map((key) => `anna again ${key}`)]);
    expect(telemetry.samples('readings')).toEqual([
      { labels: { account: 'anna', feed: 'measures' }, value: 1 },
      { labels: { account: 'anna' }, value: 1 },
    ]);
  });

  it.each([
    ['throws', throws],
    ['rejects', refuse],
    ['hangs', never],
  ])('that %s holds up neither values nor events on the broker', async (_, bad) => {
    const { account, broker, settle, time, told, comes, left, lines } = await open({
      ...QUIET,
      ...{ readings: bad, event: bad, person: bad },
    });

    account.sync.change((state) => ({ ...state, readings: { weight: WEIGHT } }));
    comes(EVENT);
    comes({ ...EVENT, id: 'measure/2' });
    await settle();
    expect(broker.retained.get('withings/anna/weight')).toBe('72.35');
    expect(told()).toBe(2);

    await time.pass(120_000);
    expect(left()).toEqual([]);
    expect(told()).toBe(2);
    expect(lines.filter((line) => line.startsWith('warn other did not take'))).toHaveLength(1);
  });
});

it('shows nothing more once its name is another one', async () => {
  const shown: string[] = [];
  const note = async ({ name }: { readonly name: string }) => {
    shown.push(name);
    return TAKEN;
  };
  const { account, settle } = await open({ ...QUIET, readings: note, person: note });
  const [task] = account.tasks;
  shown.length = 0;

  account.sync.change((state) => ({ ...state, readings: { weight: WEIGHT } }));
  const fetch = task!.run(false);
  account.close();
  await fetch;
  account.rest();
  account.firstSyncComplete();
  await settle();

  expect(shown).toEqual([]);
});
