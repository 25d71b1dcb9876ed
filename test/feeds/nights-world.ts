import { nights } from '../../src/feeds/nights.js';
import { sleep } from '../../src/feeds/sleep.js';
import type { PersonState } from '../../src/store/person-state.js';
import type { ArchiveChange } from '../../src/store/store.js';
import { fetchAll } from '../bridge/person-sync-setup.js';
import { type Answers, at, createWorld, SITES, takeArchive } from './cloud.js';
import { page, sleepRow } from './rows.js';

export const HOUR = 3600;
/** Nights of the week before, from 23:00 to 6:00 in Berlin. */
const dayOf = (day: number) => `2026-02-${String(day).padStart(2, '0')}`;
export const night = (day: number, more: Readonly<Record<string, unknown>> = {}) =>
  sleepRow(day, `${dayOf(day - 1)}T22:00:00Z`, `${dayOf(day)}T05:00:00Z`, more);
export const MORNING = at('2026-02-20T06:00:00Z');
export const LATER = at('2026-02-20T09:30:00Z');

export type Params = { readonly startdate: number; readonly enddate: number };

/** Half an hour asleep with these values, a minute each. */
export function phase(startdate: number, values: readonly number[], more: object = {}) {
  const points = Object.fromEntries(values.map((value, index) => [startdate + index * 60, value]));
  const enddate = startdate + 1800;
  return { startdate, enddate, state: 1, model_id: 63, hash_deviceid: 'mat', rmssd: points, hr: points, ...more };
}
export const answering =
  (...phases: readonly ReturnType<typeof phase>[]) =>
  ({ startdate, enddate }: Params) => ({
    series: phases.filter((one) => one.enddate > startdate && one.startdate < enddate),
  });
/** The same course in each night. */
export const each = ({ startdate }: Params) => ({ series: [phase(startdate, [40, 40, 0, 50])] });

interface Options {
  readonly detail?: unknown;
  readonly sleeps?: readonly unknown[];
  readonly more?: Answers;
}

export function setUp({ detail = each, sleeps = [night(18), night(19)], more = {} }: Options = {}) {
  const archive: ArchiveChange[] = [];
  const rows = { now: sleeps };
  const lacking: string[] = [];
  const world = createWorld(
    [sleep, nights],
    { [SITES.sleep]: () => page('series', ...rows.now), [SITES.nights]: detail, ...more },
    {},
    {
      onState(_, __, changes = []) {
        const all = [...changes];
        takeArchive(all);
        archive.push(...all.filter(({ feed }) => feed === 'nights'));
      },
      onFeedLacking: (feed) => void lacking.push(feed),
    },
  );
  const asked = () => {
    const windows = world.cloud.requests.filter(({ site }) => site === SITES.nights).map(({ params }) => params);
    world.cloud.requests.splice(0);
    return windows.map(({ startdate }) => new Date((Number(startdate) + 8 * HOUR) * 1000).toISOString().slice(0, 10));
  };
  const messages = (state: PersonState) => (state.outbox ?? []).filter((one) => one.night !== undefined);
  /** As the scheduler does it when nobody asks. */
  const poll = async (now: number) => {
    world.time.now = now;
    await fetchAll(world.sync, [sleep, nights], false);
    return world.sync.state();
  };
  const series = () => archive.flatMap((change) => change.series ?? []);
  return { ...world, rows, archive, asked, messages, series, lacking, poll };
}
