import { expect, it } from 'vitest';
import { activity } from '../../src/feeds/activity.js';
import { windowOf } from '../../src/feeds/past-progress.js';
import { EMPTY_PERSON, type PersonState } from '../../src/store/person-state.js';
import type { ArchiveChange } from '../../src/store/store.js';
import { archiveStore } from './archive-store.js';
import { at, createCloud, createWorld, SITES } from './cloud.js';
import { dayRow, page } from './rows.js';
import { rulesOf } from './samples.js';

const NOON = at('2026-03-20T12:00:00Z');
const BERLIN = 'Europe/Berlin';
const DAYS = Array.from({ length: 60 }, (_, index) =>
  new Date((NOON - (59 - index) * 86_400) * 1000).toISOString().slice(0, 10),
);

/** An account with two months of steps that moves from Berlin, and what a store keeps of them. */
async function setUp() {
  const { store } = await archiveStore();
  const answers = { [SITES.activity]: page('activities', ...DAYS.map((date, index) => dayRow(date, 1000 + index))) };
  const keep = (changes: readonly ArchiveChange[]) => store.states.commit('7', EMPTY_PERSON, EMPTY_PERSON, changes);
  return {
    async fetch(start: Partial<PersonState>) {
      const changes: ArchiveChange[] = [];
      const onState = (_: unknown, __: unknown, archive: Iterable<ArchiveChange> = []) => void changes.push(...archive);
      const state = await createWorld([activity], answers, start, { onState }).round(NOON);
      await keep(changes);
      return state;
    },
    /** As it is read again each month. */
    async readPast(state: PersonState) {
      const context = { ...rulesOf(), client: createCloud(answers).client, state, zone: state.zone ?? 'utc' };
      for (const [from, to] of [
        ['2026-01-01', '2026-03-20'],
        ['2025-01-01', '2025-12-31'],
      ] as const) {
        for await (const change of activity.past!.read(context, windowOf(from, to, state.zone))) await keep([change]);
      }
    },
    async days() {
      const readings = await store.states.readings('7', 'activity_steps', 0, NOON * 2);
      return readings.map(({ groupId, value }) => `${groupId} ${value}`).sort();
    },
  };
}

const ALL = DAYS.map((date, index) => `activity/${date} ${1000 + index}`);

it.each(['America/Los_Angeles', 'Asia/Tokyo', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'])(
  'days are no two in the archive when an account has moved to %s',
  async (zone) => {
    const { fetch, readPast, days } = await setUp();
    const before = await fetch({ zone: BERLIN });
    await readPast(before);
    expect(await days()).toEqual(ALL);

    const after = await fetch({ ...before, zone });
    await readPast(after);
    expect(await days()).toEqual(ALL);

    // And home again.
    await readPast(await fetch({ ...after, zone: BERLIN }));
    expect(await days()).toEqual(ALL);
  },
);
