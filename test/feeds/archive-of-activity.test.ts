import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activity } from '../../src/feeds/activity.js';
import { addDays, dayAt } from '../../src/feeds/day.js';
import { windowOf } from '../../src/feeds/past-progress.js';
import { EMPTY_PERSON, type PersonState } from '../../src/store/person-state.js';
import type { ArchiveChange } from '../../src/store/store.js';
import { archiveStore } from './archive-store.js';
import { at, createCloud, createWorld, SITES } from './cloud.js';
import { dayRow, page } from './rows.js';
import { rulesOf } from './samples.js';

const NOON = at('2026-03-20T12:00:00Z');
const BERLIN = 'Europe/Berlin';
const HOUR = 3600;

/** An account with steps of each day since January, and what a store keeps of them. */
async function setUp({ from = '2026-01-20', rowZone }: { from?: string; rowZone?: (date: string) => unknown } = {}) {
  const { store } = await archiveStore();
  const keep = (changes: readonly ArchiveChange[]) => store.states.commit('7', EMPTY_PERSON, EMPTY_PERSON, changes);
  let state: PersonState = { ...EMPTY_PERSON };
  let now = NOON;
  let newest = from;

  /** The cloud has a row for each day that has ever begun, and says of all that they are of where the account is now. */
  const answers = {
    [SITES.activity](params: { startdateymd?: string; enddateymd?: string }) {
      const { date: today } = dayAt(now, state.zone);
      if (today > newest) newest = today;
      const dates: string[] = [];
      for (let date = from; date <= newest; date = addDays(date, 1)) dates.push(date);
      const wanted = dates.filter((date) => date >= params.startdateymd! && date <= params.enddateymd!);
      const rows = wanted.map((date) => {
        const row = dayRow(date, 1000 + dates.indexOf(date), { hr_average: 60 });
        return { ...row, timezone: rowZone ? rowZone(date) : state.zone, modified: undefined };
      });
      return page('activities', ...rows);
    },
  };

  async function fetch(zone: string, time = now) {
    now = time;
    state = { ...state, zone };
    const changes: ArchiveChange[] = [];
    const onState = (_: unknown, __: unknown, archive: Iterable<ArchiveChange> = []) => void changes.push(...archive);
    state = await createWorld([activity], answers, state, { onState }).round(now);
    await keep(changes);
  }

  /** As it is read again each month. */
  async function readPast() {
    const context = { ...rulesOf(), client: createCloud(answers).client, state, zone: state.zone ?? 'utc' };
    const { date: today } = dayAt(now, state.zone);
    for (const [first, last] of [
      ['2026-01-01', today],
      ['2025-01-01', '2025-12-31'],
    ] as const) {
      const changes: ArchiveChange[] = [];
      for await (const change of activity.past!.read(context, windowOf(first, last, state.zone))) changes.push(change);
      await keep(changes);
    }
  }

  const kept = (metric = 'activity_steps') => store.states.readings('7', metric, 0, NOON * 2);
  return {
    ...{ fetch, readPast, kept },
    shown: () => state.readings.activity_steps,
    /** Everything that a store says of its days. */
    all: async () => [...(await kept()), ...(await kept('activity_heart_rate_average'))],
    /** `day begin`, which is where it stands and what it was reset at. */
    async begins() {
      const readings = await kept();
      for (const { takenAt, lastReset } of readings) expect(lastReset).toBe(takenAt);
      return readings.map(({ groupId, takenAt }) => `${groupId} ${new Date(takenAt * 1000).toISOString()}`);
    },
  };
}

describe('days of the archive', () => {
  it.each(['America/Los_Angeles', 'Asia/Tokyo', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'])(
    'stay as they are when an account moves to %s, and home again',
    async (zone) => {
      const { fetch, readPast, all, begins } = await setUp();
      await fetch(BERLIN);
      await readPast();
      const before = await all();
      expect(before).toHaveLength(2 * 60);
      expect((await begins()).at(-1)).toBe('activity/2026-03-20 2026-03-19T23:00:00.000Z');

      for (const next of [zone, BERLIN]) {
        await fetch(next);
        await readPast();
        const after = (await all()).filter(({ groupId }) => groupId! <= 'activity/2026-03-20');
        expect(after).toEqual(before);
      }
    },
  );

  it('that are read for the first time begin where each was spent, as far as anybody says', async () => {
    const zones: Record<string, unknown> = { '2026-02-01': 'Asia/Tokyo', '2026-02-02': 'Mars/Base', '2026-02-03': 7 };
    const { fetch, readPast, begins } = await setUp({ from: '2026-02-01', rowZone: (date) => zones[date] });
    await fetch(BERLIN);

    await readPast();

    expect((await begins()).slice(0, 4)).toEqual([
      'activity/2026-02-01 2026-01-31T15:00:00.000Z',
      'activity/2026-02-02 2026-02-01T23:00:00.000Z',
      'activity/2026-02-03 2026-02-02T23:00:00.000Z',
      'activity/2026-02-04 2026-02-03T23:00:00.000Z',
    ]);
  });

  it('stay as they are when they are asked for again, though never shown', async () => {
    const { fetch, readPast, begins } = await setUp({ from: '2026-03-01' });
    await fetch('Asia/Tokyo', at('2026-03-22T15:00:00Z'));
    await readPast();
    const before = await begins();

    // It is yesterday again, and so the window begins a day earlier.
    await fetch(BERLIN);

    expect(await begins()).toEqual(before);
  });

  it('begin once and for ever, wherever the account goes, and as Home Assistant was shown', async () => {
    const zones = [BERLIN, 'America/New_York', 'Asia/Kolkata', 'Asia/Tokyo', 'Pacific/Pago_Pago', 'Pacific/Kiritimati'];
    const leg = fc.record({
      zone: fc.constantFrom(...zones),
      hours: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 61, max: 400 })),
      withPast: fc.boolean(),
    });
    const legs = fc.array(leg, { minLength: 2, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(legs, async (journey) => {
        const { fetch, readPast, kept, begins, shown } = await setUp({ from: '2026-03-01' });
        const first = new Map<string, string>();
        let now = NOON;
        for (const { zone, hours, withPast } of journey) {
          now += hours * HOUR;
          await fetch(zone, now);
          if (withPast) await readPast();
          const today = (await kept()).find(({ groupId }) => groupId === `activity/${dayAt(now, zone).date}`);
          expect(today?.takenAt).toBe(shown()?.lastReset);
          for (const one of await begins()) {
            const [day = '', begin = ''] = one.split(' ');
            expect(begin).toBe(first.get(day) ?? begin);
            first.set(day, begin);
          }
        }
      }),
      { numRuns: 12 },
    );
  });
});
