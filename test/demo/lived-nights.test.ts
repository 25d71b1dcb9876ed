import { describe, expect, it } from 'vitest';
import type { Person, SleepRow } from '../../src/demo/cloud.js';
import { SLEEP_FIELDS } from '../../src/demo/data-fields.js';
import { demoPeople } from '../../src/demo/invented-people.js';
import { createZone } from '../../src/demo/wall-clock.js';

const NOW = Date.UTC(2026, 9, 1, 9, 30);
const TODAY = '2026-10-01';
const AMSTERDAM = createZone('Europe/Amsterdam');
const [anna] = demoPeople(NOW) as [Person, Person];
const { sleeps = [], nights = [] } = anna;
const known = anna.devices.map((row) => (row as { hash_deviceid: string }).hash_deviceid);

function total({ data }: SleepRow, ...fields: string[]): number {
  return fields.reduce((sum, field) => sum + Number(data[field]), 0);
}

describe('nights', () => {
  const own = sleeps.filter(({ hash_deviceid }) => hash_deviceid !== null);
  const byDay = own.filter(({ startdate, enddate }) => enddate - startdate < 7200);

  it('have every one of the 46 fields', () => {
    for (const { data } of sleeps) expect(Object.keys(data).toSorted()).toEqual([...SLEEP_FIELDS].sort());
    for (const { data } of own) {
      expect(Object.keys(data).filter((field) => data[field] === null)).toEqual(['asleepduration']);
    }
  });

  it('belong to the day of waking up, one each, with a nap now and then', () => {
    expect(sleeps.every(({ date, enddate }) => date === AMSTERDAM.dateOf(enddate))).toBe(true);
    expect(sleeps.length - byDay.length).toBe(730);
    expect(new Set(sleeps.filter((row) => !byDay.includes(row)).map(({ date }) => date)).size).toBe(730);
    expect(byDay.length).toBeGreaterThan(50);
    expect(sleeps.at(-1)?.date).toBe(TODAY);
    expect(new Set(sleeps.map(({ id }) => id)).size).toBe(sleeps.length);
  });

  it('come from the mat or the watch, and were revised later', () => {
    expect(new Set(own.map(({ model, model_id }) => `${model} ${model_id}`))).toEqual(new Set(['32 63', '16 94']));
    expect(own.every(({ hash_deviceid }) => known.includes(hash_deviceid ?? ''))).toBe(true);
    expect(own.every(({ created = 0, enddate }) => created - enddate >= 69 && created - enddate <= 110)).toBe(true);
    expect(own.filter(({ created = 0, modified }) => modified - created >= 9 * 3600).length).toBeGreaterThan(700);
  });

  it('have durations that add up', () => {
    for (const row of own) {
      const { startdate, enddate } = row;
      expect(total(row, 'total_timeinbed')).toBe(enddate - startdate);
      expect(total(row, 'total_sleep_time', 'wakeupduration')).toBe(enddate - startdate);
      expect(total(row, 'lightsleepduration', 'deepsleepduration', 'remsleepduration')).toBe(
        total(row, 'total_sleep_time'),
      );
      expect(total(row, 'sleep_latency', 'waso', 'wakeup_latency')).toBe(total(row, 'wakeupduration'));
      expect(SLEEP_FIELDS.every((field) => typeof row.data[field] === 'string' || Number(row.data[field]) >= 0)).toBe(
        true,
      );
    }
  });

  it('have one from elsewhere, of which only the duration is known', () => {
    const foreign = sleeps.filter(({ hash_deviceid }) => hash_deviceid === null);

    expect(foreign).toHaveLength(1);
    expect(Object.entries(foreign[0]?.data ?? {}).filter(([, value]) => value !== null)).toEqual([
      ['asleepduration', expect.any(Number)],
    ]);
  });

  it('have a course with heart, breath, movement and snoring, and now and then no reading', () => {
    const fields = ['hr', 'rr', 'sdnn_1', 'rmssd', 'snoring', 'mvt_score', 'hrv_quality'];
    for (const interval of nights) {
      for (const field of fields) {
        const times = Object.keys(interval[field] as object).map(Number);
        expect(times.length).toBeGreaterThan(0);
        expect(times.every((time) => time >= interval.startdate && time < interval.enddate)).toBe(true);
      }
    }
    const values = nights.flatMap(({ rmssd }) => Object.values(rmssd as Record<string, number>));
    expect(values).toContain(0);
    expect(Math.max(...values)).toBeGreaterThan(40);
  });

  it('have a course that fits the summary', () => {
    const last = sleeps.at(-1);
    const course = nights.filter(({ startdate }) => startdate >= (last?.startdate ?? 0));
    const spent = (wanted: number) =>
      course.filter(({ state }) => state === wanted).reduce((sum, one) => sum + one.enddate - one.startdate, 0);

    expect([course[0]?.startdate, course.at(-1)?.enddate]).toEqual([last?.startdate, last?.enddate]);
    expect([0, 1, 2, 3].map(spent)).toEqual(
      ['wakeupduration', 'lightsleepduration', 'deepsleepduration', 'remsleepduration'].map((f) => last?.data[f]),
    );
    expect(course.every(({ hr, rr }) => Object.keys(hr ?? {}).length > 0 && Object.keys(rr ?? {}).length > 0)).toBe(
      true,
    );
  });
});
