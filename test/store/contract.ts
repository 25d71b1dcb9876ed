import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_PERSON, type PersonState } from '../../src/store/person-state.js';
import type { ArchiveChange, Store } from '../../src/store/store.js';
import { deliveriesContract } from './deliveries-contract.js';
import { reading } from './samples.js';
import { seriesContract } from './series-contract.js';
import { statisticsContract } from './statistics-contract.js';

/** A place where stores can be opened: each `open` is another process's view of the same store. */
export interface StorePlace {
  open(): Promise<Store>;
  remove(): Promise<void>;
}

const OWNER = { host: 'box', pid: 1, since: 0 };
const LOGIN = {
  userId: '7',
  accessToken: 'access',
  refreshToken: 'refresh',
  expiresAt: 1_790_000_000_000,
  scope: 'user.metrics',
};

const TEN = { takenAt: 10, lastReset: 10 };
const NIGHTS = {
  details: {
    ...{ since: 55, walked: 50, told: ['2026-01-02'] },
    fetched: { n1: { start: 60, end: 70, modified: 80, over: true }, n2: { start: 71, end: 72, modified: 73 } },
  },
} as const;

const STATE: PersonState = {
  zone: 'Europe/Amsterdam',
  readings: { weight: reading('weight', 100) },
  devices: { scale: { device: { id: 'scale' } as never, readings: { battery: reading('battery', 90, 'high') } } },
  feeds: {
    measures: { cursor: 100, lastSuccess: 120, windowRead: 120, ignored: '1,10' },
    goals: { lastError: 'no' },
    nights: NIGHTS,
  },
  seen: { g100: 101 },
  records: {
    sleep: [],
    workouts: [{ id: 'w', date: '2026-01-02', start: 1, end: 2, created: 3, modified: 4, data: { steps: 5 } }] as never,
  },
  activity: [{ date: '2026-01-02', modified: 3, isTracker: true, data: { steps: 12 } }] as never,
  outbox: [event('b'), event('a')],
};

function event(id: string) {
  return {
    id,
    type: 'measure',
    takenAt: 1,
    attribution: null,
    deviceModel: null,
    groupId: id,
    values: { weight: 70 },
  } as const;
}

/** What every store does, whatever it keeps its rows in. */
export function storeContract(name: string, place: () => Promise<StorePlace>): void {
  describe(name, () => {
    let at: StorePlace;
    let store: Store;
    const opened: Store[] = [];
    const open = async () => {
      const one = await at.open();
      opened.push(one);
      return one;
    };
    beforeEach(async () => {
      at = await place();
      store = await open();
      await store.lease.acquire(OWNER);
      await store.people.put('7', 'anna');
    });
    afterEach(async () => {
      for (const one of opened.splice(0)) await one.close();
      await at.remove();
    });

    it('has an instance of its own that stays', async () => {
      const instance = await store.settings.instance();
      expect(instance).toMatch(/^[0-9a-z]{8}$/);
      expect(await (await open()).settings.instance()).toBe(instance);
    });

    describe('people', () => {
      it('are known by their id, under a name that can change', async () => {
        await store.people.put('7', 'anne');
        expect(await store.people.list()).toEqual([{ userId: '7', name: 'anne' }]);
      });
      it('keep everything when they are renamed', async () => {
        await store.logins.save('7', LOGIN);
        await store.states.commit('7', EMPTY_PERSON, STATE);
        await store.people.put('7', 'anne');
        expect(await store.logins.of('7')).toEqual(LOGIN);
        expect(await store.states.load('7')).toEqual(STATE);
      });
      it('do not share a name', async () => {
        await expect(store.people.put('8', 'anna')).rejects.toThrow(
          'account anna belongs to the Withings user 7 already',
        );
      });
      it('can be left without a name', async () => {
        await store.people.unname('anna');
        await store.people.put('8', 'anna');
        expect(await store.people.list()).toEqual([
          { userId: '7', name: undefined },
          { userId: '8', name: 'anna' },
        ]);
      });
      it('can turn out to be somebody', async () => {
        await store.logins.save('7', LOGIN);
        await store.people.identify('7', '9');
        expect(await store.logins.of('9')).toEqual({ ...LOGIN, userId: '9' });
        expect(await store.logins.of('7')).toBeUndefined();
      });
      it('leave nothing behind', async () => {
        await store.logins.save('7', LOGIN);
        await store.states.commit('7', EMPTY_PERSON, STATE, [{ feed: 'measures', put: [reading('weight', 5)] }]);
        await store.settings.put('calendar_secret/7', 'secret');
        await store.settings.put('calendar_secret/8', 'other');
        await store.people.remove('7');
        await store.people.put('7', 'anna');
        expect(await store.settings.get('calendar_secret/7')).toBeUndefined();
        expect(await store.settings.get('calendar_secret/8')).toBe('other');
        expect(await store.logins.of('7')).toBeUndefined();
        expect(await store.states.load('7')).toEqual(EMPTY_PERSON);
        expect(await store.states.readings('7', 'weight', 0, 1000)).toEqual([]);
      });
      it('are apart', async () => {
        await store.people.put('8', 'ben');
        await store.states.commit('7', EMPTY_PERSON, STATE, [{ feed: 'measures', put: [reading('weight', 5)] }]);
        expect(await store.states.load('8')).toEqual(EMPTY_PERSON);
        expect(await store.states.readings('8', 'weight', 0, 1000)).toEqual([]);
      });
    });

    describe('logins', () => {
      it('are seen by other processes at once', async () => {
        const other = await open();
        await store.logins.save('7', LOGIN);
        expect(await other.logins.of('7')).toEqual(LOGIN);
      });
      it('are not replaced by one without tokens', async () => {
        await store.logins.save('7', LOGIN);
        await expect(store.logins.save('7', { ...LOGIN, refreshToken: ' ' })).rejects.toThrow('nothing was stored');
        expect(await store.logins.of('7')).toEqual(LOGIN);
      });
      it('have nothing against them when they are made anew', async () => {
        await store.states.commit('7', EMPTY_PERSON, { ...STATE, loginProblem: 'refused' });
        await store.logins.save('7', LOGIN);
        expect((await store.states.load('7')).loginProblem).toBe('refused');
        await store.logins.renew('7', { ...LOGIN, accessToken: 'new' });
        expect((await store.states.load('7')).loginProblem).toBeUndefined();
        expect((await store.logins.of('7'))?.accessToken).toBe('new');
      });
      it('are refreshed by one process at a time, which sees what the one before it has stored', async () => {
        const other = await open();
        await store.logins.save('7', LOGIN);
        const seen: string[] = [];
        const refresh = (by: Store) =>
          by.logins.exclusively('7', async (login) => {
            seen.push(login?.accessToken ?? '');
            await by.logins.save('7', { ...LOGIN, accessToken: `${login?.accessToken}+` });
          });
        await Promise.all([refresh(store), refresh(other), refresh(store)]);
        expect(seen).toEqual(['access', 'access+', 'access++']);
      });
      it('that are saved in a refresh are there for others before anybody uses them', async () => {
        const other = await open();
        await store.logins.save('7', LOGIN);
        await store.logins.exclusively('7', async () => {
          await store.logins.save('7', { ...LOGIN, accessToken: 'new' });
          expect((await other.logins.of('7'))?.accessToken).toBe('new');
        });
      });
      it('can be refreshed though the person turns out to be somebody meanwhile', async () => {
        await store.logins.save('7', LOGIN);
        await store.logins.exclusively('7', async () => {
          await store.people.identify('7', '9');
          await store.logins.save('9', { ...LOGIN, userId: '9', accessToken: 'new' });
        });
        expect((await store.logins.of('9'))?.accessToken).toBe('new');
      });
      it('can be had in the turn of a person who has none yet', async () => {
        await store.logins.exclusively('7', async (login) => {
          expect(login).toBeUndefined();
          await store.logins.renew('7', LOGIN);
        });
        expect(await store.logins.of('7')).toEqual(LOGIN);
      });
      it('wait for nobody when a refresh has failed', async () => {
        await expect(store.logins.exclusively('7', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
        await expect(store.logins.exclusively('7', async () => 'yes')).resolves.toBe('yes');
      });
    });

    describe('states', () => {
      it('come back as they were', async () => {
        await store.states.commit('7', EMPTY_PERSON, STATE);
        expect(await (await open()).states.load('7')).toEqual(STATE);
      });
      it('come back under whatever ids they have', async () => {
        const device = { device: { id: 'x' }, readings: {} } as unknown as PersonState['devices'][string];
        const odd = ['\0', '\0a', '', ' ', '"', '\\', "'", 'ä\u2028'];
        const devices = Object.fromEntries(odd.map((id) => [id, device]));
        await store.states.commit('7', EMPTY_PERSON, { ...EMPTY_PERSON, devices });

        expect((await (await open()).states.load('7')).devices).toEqual(devices);
        await store.states.commit('7', { ...EMPTY_PERSON, devices }, EMPTY_PERSON);
        expect((await store.states.load('7')).devices).toEqual({});
      });
      it('follow what changes, and forget what goes', async () => {
        await store.states.commit('7', EMPTY_PERSON, STATE);
        const after: PersonState = {
          ...STATE,
          readings: { height: reading('height', 3) },
          devices: {},
          feeds: { measures: { cursor: 200 } },
          outbox: [STATE.outbox![1]!, event('c')],
        };
        await store.states.commit('7', STATE, after);
        expect(await store.states.load('7')).toEqual(after);
      });
      it('tell of a night with its curves', async () => {
        const night = {
          ...{ start: 1000, end: 2000, deviceId: null, minutes: 1 },
          stages: [[0, 600, 1]],
          curves: { heart_rate: [[0, 60.5]] },
        } as const;
        const state = { ...STATE, outbox: [{ ...event('n'), type: 'night', night }] };
        await store.states.commit('7', EMPTY_PERSON, state);
        expect(await (await open()).states.load('7')).toEqual(state);
      });
      it('tell an event once, however often it is put', async () => {
        await store.states.commit('7', EMPTY_PERSON, STATE);
        await store.states.commit('7', EMPTY_PERSON, STATE);
        expect((await store.states.load('7')).outbox).toHaveLength(2);
      });
      it('are kept by the feeds there are: of one that is gone, what was kept stays and harms nobody', async () => {
        const record = { id: 'r', date: '2026-01-02', start: 1, end: 2, created: 3, modified: 4, data: {} } as never;
        const gone: PersonState = {
          ...{ readings: {}, devices: {}, zoneFrom: { feed: 'moods', at: 5 } },
          ...{ feeds: { moods: { cursor: 1 } }, records: { moods: [record] } },
        };
        await store.states.commit('7', EMPTY_PERSON, gone);
        const before = await store.states.load('7');
        expect(before).toEqual(gone);
        const after = { ...before, records: { ...before.records, sleep: [record] } };
        await store.states.commit('7', before, after);
        expect(await store.states.load('7')).toEqual(after);
      });
      it('of nobody are none', async () => {
        await expect(store.states.load('8')).rejects.toThrow('knows no Withings user 8');
        await expect(store.states.commit('8', EMPTY_PERSON, STATE)).rejects.toThrow('knows no Withings user 8');
      });
      it('keep the archive beside them: all or nothing', async () => {
        const bad = { ...reading('weight', 6), takenAt: Number.NaN };
        await expect(
          store.states.commit('7', EMPTY_PERSON, STATE, [{ feed: 'measures', put: [reading('weight', 5), bad] }]),
        ).rejects.toThrow();
        expect(await store.states.load('7')).toEqual(EMPTY_PERSON);
        expect(await store.states.readings('7', 'weight', 0, 1000)).toEqual([]);
      });
    });

    describe('the archive', () => {
      it('gives the readings of a time, oldest first, whatever their values are', async () => {
        const put = [
          reading('weight', 30, null),
          reading('weight', 10, 'walk'),
          reading('weight', 20, true),
          reading('weight', 40),
        ];
        await store.states.commit('7', EMPTY_PERSON, EMPTY_PERSON, [{ feed: 'measures', put }]);
        expect(await store.states.readings('7', 'weight', 10, 40)).toEqual([put[1], put[2], put[0]]);
        expect(await store.states.readings('7', 'weight', 10, 40, 2)).toEqual([put[1], put[2]]);
      });
      it('keeps numbers to their last digit, and words and marks whatever is in them', async () => {
        const values = [0.1 + 0.2, 1e21, 5e-324, -1.5, 0, true, false, null, 'NaN', 'ä"\\'];
        const put = values.map((value, index) => reading('weight', index + 1, value));
        await archive({ put });
        expect(await kept('weight')).toEqual(put);
      });
      it('takes the last of what is put twice at one place', async () => {
        await archive({ put: [reading('weight', 10, 70), reading('weight', 10, 71)] });
        expect(await kept('weight')).toEqual([reading('weight', 10, 71)]);
      });
      it('says what there is of each metric', async () => {
        await archive({ put: [reading('weight', 10), reading('weight', 30), reading('fat_mass', 20)] });
        expect(await store.states.extents('7')).toEqual(
          new Map([
            ['weight', { first: 10, last: 30, count: 2 }],
            ['fat_mass', { first: 20, last: 20, count: 1 }],
          ]),
        );
      });
      it('knows the newest reading before a time', async () => {
        await archive({ put: [10, 30, 20].map((time) => reading('weight', time)) });
        await archive({ put: [reading('fat_mass', 90)] });
        const newest = (before: number, metric = 'weight') => store.states.newest('7', metric, before);
        expect(await newest(Number.MAX_SAFE_INTEGER)).toBe(30);
        expect([await newest(31), await newest(30), await newest(11), await newest(10)]).toEqual([
          30,
          20,
          10,
          undefined,
        ]);
        expect(await newest(99, 'muscle_mass')).toBeUndefined();
      });
      it('says of which metrics it has changed', async () => {
        const of = async (change: Parameters<typeof archive>[0]) => [...(await archive(change)).metrics].sort();
        const put = [
          reading('weight', 10, 70, 'g'),
          reading('fat_mass', 10, 12, 'g'),
          reading('no_metric', 10, 1, 'g'),
        ];
        expect(await of({ put, groups: ['g'] })).toEqual(['fat_mass', 'weight']);
        expect(await of({ put, groups: ['g'] })).toEqual([]);
        expect(await of({ put: [reading('weight', 10, 71, 'g')] })).toEqual(['weight']);
        expect(await of({ put: put.slice(0, 1), groups: ['g'] })).toEqual(['fat_mass', 'weight']);
        expect(await of({ put: [], window: { from: 0, to: 99, groups: new Set(['h']) } })).toEqual(['weight']);
      });
      it('takes back what an edited group does not repeat', async () => {
        const put = [reading('weight', 10, 70, 'g'), reading('fat_mass', 10, 12, 'g'), reading('weight', 20, 71, 'h')];
        await archive({ put });
        const edited = reading('weight', 11, 69, 'g');
        await archive({ put: [edited], groups: ['g'] });
        expect(await kept('weight')).toEqual([edited, put[2]]);
        expect(await kept('fat_mass')).toEqual([]);
      });
      it('leaves a group where it stands when that is wanted, and puts one that is new where it says', async () => {
        const steps = (day: string, time: number, value: number) => ({
          ...reading('activity_steps', time, value, `activity/${day}`),
          ...{ createdAt: 1, modifiedAt: 2, lastReset: time },
        });
        const rate = (day: string, time: number) => ({
          ...steps(day, time, 60),
          metric: 'activity_heart_rate_average',
        });
        const put = (readings: readonly ReturnType<typeof steps>[], more: Partial<ArchiveChange> = {}) => {
          const groups = readings.map(({ groupId }) => groupId!);
          return archive({ feed: 'activity', put: readings, groups, daily: true, ...more });
        };
        const [first, corrected] = [steps('a', 10, 5000), steps('a', 16, 6000)];
        await put([first]);
        // A night of another feed that is called the same.
        await archive({ feed: 'sleep', put: [reading('nap_duration', 3, 30, 'activity/a')] });

        expect((await put([steps('a', 16, 5000)], { inPlace: true })).metrics).toEqual(new Set());
        await put([corrected, rate('a', 16), steps('b', 40, 70)], { inPlace: true });

        expect(await kept('activity_steps')).toEqual([{ ...corrected, ...TEN }, steps('b', 40, 70)]);
        expect(await kept('activity_heart_rate_average')).toEqual([{ ...rate('a', 16), ...TEN }]);
        await put([corrected]);
        expect(await kept('activity_steps')).toEqual([corrected, steps('b', 40, 70)]);
        expect(await kept('activity_heart_rate_average')).toEqual([]);
      });
      it('leaves alone what another feed keeps under the same id', async () => {
        const nap = reading('nap_duration', 10, 30, 'g');
        await archive({ put: [reading('weight', 10, 70, 'g')] });
        await archive({ feed: 'sleep', put: [nap], groups: ['g'] });
        expect(await kept('weight')).toHaveLength(1);
        await archive({ put: [], groups: ['g'], window: { from: 0, to: 99, groups: new Set() } });
        expect(await kept('weight')).toEqual([]);
        expect(await kept('nap_duration')).toEqual([nap]);
      });
      it('takes back what a window does not list, and nothing outside of it', async () => {
        const put = [5, 10, 19, 20].map((time) => reading('weight', time));
        await archive({ put });
        await archive({ put: [], window: { from: 10, to: 20, groups: new Set(['g19']) } });
        expect(await kept('weight')).toEqual([put[0], put[2], put[3]]);
      });
      it('takes a reading that says something else at the same place', async () => {
        await archive({ put: [reading('weight', 10, 70)] });
        const edited = {
          ...reading('weight', 10, 69),
          modifiedAt: 50,
          attribution: 2,
          lastReset: 4,
          inconclusive: true,
        } as const;
        await archive({ put: [edited] });
        expect(await kept('weight')).toEqual([edited]);
      });
      it('takes changes that are made while they are asked for', async () => {
        function* changes() {
          yield { feed: 'measures', put: [reading('weight', 10)] };
          yield { feed: 'measures', put: [reading('weight', 20)] };
        }
        await store.states.commit('7', EMPTY_PERSON, EMPTY_PERSON, changes());
        expect(await kept('weight')).toHaveLength(2);
      });

      const archive = (change: Omit<ArchiveChange, 'feed'> & { readonly feed?: string }) =>
        store.states.commit('7', EMPTY_PERSON, EMPTY_PERSON, [{ feed: 'measures', ...change }]);
      const kept = (metric: string) => store.states.readings('7', metric, 0, 99);
    });

    seriesContract(() => store, open);
    deliveriesContract(() => store, open);

    describe('what was announced', () => {
      const TOPICS = [
        { topic: 'withings/anna/weight', kind: 'value', userId: '7', device: undefined },
        { topic: 'homeassistant/device/withings_7/config', kind: 'discovery', userId: '7', device: undefined },
        { topic: 'withings/device/f00d/battery', kind: 'value', userId: undefined, device: 'f00d' },
      ] as const;
      it('is remembered until it is forgotten', async () => {
        await store.announced.note(TOPICS);
        await store.announced.note(TOPICS);
        await store.announced.forget([TOPICS[2].topic, 'withings/unknown']);
        expect(new Set(await store.announced.all())).toEqual(new Set(TOPICS.slice(0, 2)));
      });
      it('can be asked for by person', async () => {
        await store.announced.note([...TOPICS, { ...TOPICS[0], topic: 'withings/ben/weight', userId: '8' }]);
        expect(new Set(await store.announced.of('7'))).toEqual(new Set(TOPICS.slice(0, 2)));
        expect(await store.announced.of('9')).toEqual([]);
      });
      it('outlives the person, so that it can be cleaned up', async () => {
        await store.announced.note(TOPICS);
        await store.people.remove('7');
        expect(new Set(await store.announced.all())).toEqual(new Set(TOPICS));
      });
      it('is noted anew when it tells of somebody else, and follows who turns out to be somebody', async () => {
        await store.announced.note(TOPICS.slice(0, 1));
        await store.people.identify('7', '9');
        expect(await store.announced.all()).toEqual([{ ...TOPICS[0], userId: '9' }]);
        await store.announced.note([{ ...TOPICS[0], userId: '8' }]);
        expect(await store.announced.all()).toEqual([{ ...TOPICS[0], userId: '8' }]);
      });
    });

    statisticsContract(() => store);
    it('keeps settings', async () => {
      await store.settings.put('webhook_secret', 'a');
      await store.settings.put('webhook_secret', 'b');
      expect(await store.settings.get('webhook_secret')).toBe('b');
      await store.settings.put('webhook_secret', undefined);
      expect(await store.settings.get('webhook_secret')).toBeUndefined();
    });

    describe('the lease', () => {
      it('belongs to one process, and says to which', async () => {
        const other = await open();
        await expect(other.lease.acquire({ ...OWNER, pid: 2 })).rejects.toThrow(/another withings2mqtt \(pid 1 on box/);
        expect(await other.lease.holder()).toEqual(OWNER);
      });
      it('can be had when it has been given back', async () => {
        const other = await open();
        await store.lease.release();
        await store.lease.release();
        expect(await other.lease.holder()).toBeUndefined();
        await other.lease.acquire({ ...OWNER, pid: 2 });
        expect(await store.lease.holder()).toEqual({ ...OWNER, pid: 2 });
      });
      it('tells when its holder last gave a sign of life', async () => {
        const other = await open();
        expect(Math.abs(Date.now() - (await other.lease.lastSign())!)).toBeLessThan(10_000);
        expect(await store.lease.lastSign()).toBe(await other.lease.lastSign());
        await store.lease.release();
        expect(await other.lease.lastSign()).toBeUndefined();
      });
      it('is needed to write what a bridge writes, and for nothing else', async () => {
        const other = await open();
        await expect(other.states.commit('7', EMPTY_PERSON, STATE)).rejects.toThrow('writes nothing more');
        await expect(other.announced.note([])).rejects.toThrow('writes nothing more');
        await other.logins.save('7', LOGIN);
        expect(await other.states.load('7')).toEqual(EMPTY_PERSON);
      });
    });

    it('tells when another process has written', async () => {
      const other = await open();
      await store.changedElsewhere();
      await store.settings.put('webhook_secret', 'own');
      expect(await store.changedElsewhere()).toBe(false);
      await other.logins.save('7', LOGIN);
      expect(await store.changedElsewhere()).toBe(true);
      expect(await store.changedElsewhere()).toBe(false);
    });
  });
}
