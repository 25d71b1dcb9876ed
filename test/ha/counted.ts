import { expect } from 'vitest';
import { createZone } from '../../src/demo/wall-clock.js';
import { dayAt } from '../../src/feeds/day.js';
import { STEPS } from './history-command.js';
import type { House } from './house.js';
import { hoursOf, type Row, stepsByDay } from './statistics.js';

const WITHIN = { timeout: 30_000, interval: 250 };

/** What Home Assistant has counted itself. */
export interface Counted {
  readonly firstDay: string;
  /** The first day that may not be over yet, for Home Assistant. */
  readonly today: string;
  /** What the sum was before its first day. */
  readonly base: number;
  readonly rows: readonly Row[];
}

/**
 * As if Home Assistant had counted steps for two days: at 4,000 when it began, at 9,000 in the evening. The days are
 * over: a row in an hour that Home Assistant has yet to compile would stop that.
 */
export async function countSteps(house: House): Promise<Counted> {
  const { ha, anna } = house;
  const zone = createZone(anna.timezone);
  const [before, , yesterday] = [...stepsByDay(anna).keys()].slice(-4);
  const at = (date: string, hour: number) => new Date(zone.at(date, hour) * 1000).toISOString();
  const row = (date: string, hour: number, state: number, sum: number) => ({
    ...{ start: at(date, hour), state, sum },
    last_reset: at(date, 0),
  });
  const stats = [row(before!, 14, 4200, 200), row(before!, 23, 9000, 5000), row(yesterday!, 1, 3000, 8000)];
  const metadata = {
    ...{ statistic_id: STEPS, source: 'recorder', name: null, unit_of_measurement: 'steps' },
    ...{ has_sum: true, mean_type: 0, unit_class: null },
  };
  await ha.ws({ type: 'recorder/import_statistics', metadata, stats });
  const starts = stats.map(({ start }) => Date.parse(start));
  // Home Assistant may have compiled an hour of its own meanwhile.
  const written = async () => (await hoursOf(house, STEPS)).filter((row) => starts.includes(row.start));
  await expect.poll(async () => (await written()).length, WITHIN).toBe(stats.length);
  const { date: today } = dayAt(Date.now() / 1000 - 900, anna.timezone);
  return { firstDay: before!, today, base: -4000, rows: await written() };
}

/**
 * Home Assistant's own rows are there, with sums that tell what each of its days had in the end; before them is a row for
 * each of the person's days, with sums that lead up to them; and what it shows of each day is what the day had.
 *
 * @param since first day, `YYYY-MM-DD`
 */
export async function compareSteps(house: House, own: Counted, since = ''): Promise<void> {
  const all = await hoursOf(house, STEPS);
  const [first, last] = [own.rows[0]!.start, own.rows.at(-1)!.start];
  const days = [...stepsByDay(house.anna)]
    .filter(([date]) => date >= since && date < own.firstDay)
    .sort()
    .map(([, count]) => count);
  const past = all.filter(({ start }) => start < first);
  const ours = all.filter(({ start }) => start >= first && start <= last);
  expect(ours.filter(({ start }) => own.rows.some((row) => row.start === start)).map(({ state }) => state)).toEqual(
    own.rows.map(({ state }) => state),
  );
  expect(past.map(({ state }) => state)).toEqual(days);
  expect(past.at(-1)?.sum).toBe(own.base);
  const differences = past.slice(1).map(({ sum }, index) => Number(sum) - Number(past[index]?.sum));
  expect(differences).toEqual(days.slice(1));
  const counted = [...stepsByDay(house.anna)].filter(([date]) => date >= own.firstDay && date < own.today).sort();
  expect((await changes(house)).slice(0, days.length + counted.length)).toEqual([
    ...days,
    ...counted.map(([, count]) => count),
  ]);
}

/** What Home Assistant shows of each day. */
async function changes({ ha, anna }: House): Promise<(number | null | undefined)[]> {
  const [first] = [...stepsByDay(anna).keys()].sort();
  const zone = createZone(anna.timezone);
  const iso = (date: string) => new Date(zone.at(date, 0) * 1000).toISOString();
  const command = {
    type: 'recorder/statistics_during_period',
    period: 'day',
    types: ['change'],
    start_time: iso(first!),
  };
  const result = await ha.ws<Record<string, { change?: number | null }[]>>({ ...command, statistic_ids: [STEPS] });
  return (result[STEPS] ?? []).map(({ change }) => change);
}
