import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LeaseLostError } from '../../../src/store/errors.js';
import { EMPTY_PERSON } from '../../../src/store/person-state.js';
import { openSqliteStore } from '../../../src/store/sqlite/index.js';
import { EVERYTHING_DUE, type Store } from '../../../src/store/store.js';
import { LOGIN, OWNER, STATE } from '../contract-samples.js';
import { reading } from '../samples.js';

const PLACE = 'influx http://a health';
const TOPIC = { topic: 'withings/anna/weight', kind: 'value', userId: '7', device: undefined } as const;

let dataDir: string;
const opened: Store[] = [];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lease-'));
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  rmSync(dataDir, { recursive: true });
});

function open(): Store {
  const store = openSqliteStore({ dataDir, onDamaged: () => {}, clock: Date.now, sleep: (ms) => sleep(ms) });
  opened.push(store);
  return store;
}

/** One that held the lease and wrote, and one that has it now: as on a network disk that came back without its locks. */
async function takenOver() {
  const former = open();
  await former.lease.acquire(OWNER);
  await former.people.put('7', 'anna');
  await former.logins.save('7', LOGIN);
  await former.states.commit('7', EMPTY_PERSON, STATE, [{ feed: 'measures', put: [reading('weight', 100)] }]);
  await former.announced.note([TOPIC]);
  await former.deliveries.register([PLACE]);
  await former.statistics.setDue('7', EVERYTHING_DUE);
  await former.settings.put('webhook_secret', 'first');
  const page = (await former.deliveries.next(PLACE))!;
  const due = (await former.statistics.due('7'))!;
  rmSync(join(dataDir, 'lease.db'));
  const next = open();
  await next.lease.acquire({ ...OWNER, pid: 2 });
  return { former, next, page, due };
}

it('lets no write of its holder wait for another program for longer than a stop may take', async () => {
  const store = open();
  await store.lease.acquire(OWNER);
  await store.people.put('7', 'anna');
  const other = new Database(join(dataDir, 'withings2mqtt.db'));
  other.exec('begin immediate');
  const began = performance.now();

  await expect(store.states.commit('7', EMPTY_PERSON, STATE)).rejects.toThrow(/another process keeps it busy/);

  expect(performance.now() - began).toBeLessThan(4800);
  other.exec('rollback');
  other.close();
  await store.states.commit('7', EMPTY_PERSON, STATE);
});

describe('a lease that another process has taken over', () => {
  it('is known to be lost, and stays with its new holder when the former one ends', async () => {
    const { former, next } = await takenOver();

    expect([await former.lease.isHeld(), await next.lease.isHeld()]).toEqual([false, true]);
    await former.close();

    expect(await next.lease.isHeld()).toBe(true);
    expect(await next.lease.holder()).toEqual({ ...OWNER, pid: 2 });
  });

  it('lets the former holder write nothing that a bridge alone writes, and changes nothing', async () => {
    const { former, next, page, due } = await takenOver();
    const later = { ...STATE, feeds: { measures: { cursor: 200 } } };
    const archive = [{ feed: 'measures', put: [reading('weight', 200)] }];

    const writes: Readonly<Record<string, () => Promise<unknown>>> = {
      commit: () => former.states.commit('7', STATE, later, archive),
      note: () => former.announced.note([{ ...TOPIC, topic: 'withings/anna/height' }]),
      forget: () => former.announced.forget([TOPIC.topic]),
      register: () => former.deliveries.register([]),
      again: () => former.deliveries.again(PLACE),
      acknowledge: () => page.acknowledge(),
      settle: () => former.statistics.settle('7', due),
      put: () => former.settings.put('webhook_secret', 'second'),
    };
    for (const [name, write] of Object.entries(writes)) {
      const outcome = await write().then(
        () => 'written',
        (error: Error) => error,
      );
      expect(outcome, name).toBeInstanceOf(LeaseLostError);
      expect((outcome as Error).message).toBe(
        `another withings2mqtt has taken over ${dataDir}; this one writes nothing more`,
      );
    }

    expect(await next.states.load('7')).toEqual(STATE);
    expect(await next.states.readings('7', 'weight', 0, 1000)).toHaveLength(1);
    expect(await next.announced.all()).toEqual([TOPIC]);
    expect((await next.deliveries.next(PLACE))?.deliveries).toHaveLength(1);
    expect(await next.statistics.due('7')).toEqual(due);
    expect(await next.settings.get('webhook_secret')).toBe('first');
  });

  it('leaves the former holder what commands write, too', async () => {
    const { former, next } = await takenOver();

    await former.logins.save('7', { ...LOGIN, refreshToken: 'another' });
    await former.people.put('7', 'anne');
    await former.statistics.setDue('7', '2020-01-01');
    await former.statistics.put('7', 'weight', { since: 1, late: [] });

    expect((await next.logins.of('7'))?.refreshToken).toBe('another');
    expect(await next.people.list()).toEqual([{ userId: '7', name: 'anne' }]);
    expect((await next.statistics.due('7'))?.since).toBe('2020-01-01');
    expect([...(await next.statistics.spans('7')).keys()]).toEqual(['weight']);
  });
});
