import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeNight } from '../../src/metrics/decode/records.js';
import { mainNights } from '../../src/metrics/night.js';
import type { HealthRecord } from '../../src/withings/record.js';
import { mainNight, naps } from './newest-sleeps.js';

const ZONE = 'Europe/Berlin';
const HOUR = 3600;

/** A sleep by the times of a winter's clock in Berlin, on the mat. */
function sleep(id: string, from: string, to: string, more: Partial<HealthRecord> = {}): HealthRecord {
  const [start, end] = [from, to].map((time) => Date.parse(`${time}:00+01:00`) / 1000) as [number, number];
  return {
    ...{ id, start, end, date: to.slice(0, 10), timezone: ZONE, created: end, modified: end },
    ...{ attribution: undefined, category: undefined, deviceId: 'mat', model: 'Aura Sensor V2', data: {} },
    ...more,
  };
}

const FIRST = sleep('1', '2026-02-28T22:10', '2026-03-01T02:05');
const SECOND = sleep('2', '2026-03-01T03:20', '2026-03-01T06:50');
const watch = (id: string, from: string, to: string) => sleep(id, from, to, { deviceId: 'watch', model: 'ScanWatch' });

/** Each night as its times, and each nap. */
function told(...sleeps: HealthRecord[]) {
  const clock = (seconds: number) => new Date((seconds + HOUR) * 1000).toISOString().slice(11, 16);
  const times = ({ start, end }: HealthRecord) => `${clock(start)}-${clock(end)}`;
  return { nights: mainNights(sleeps, ZONE).map(times), naps: naps(sleeps, ZONE).map(times) };
}

describe('a night that was interrupted', () => {
  it('is one, from the first start to the last end, and no part of it is a nap', () => {
    expect(told(FIRST, SECOND)).toEqual({ nights: ['22:10-06:50'], naps: [] });
    expect(mainNight([FIRST, SECOND], ZONE)).toMatchObject({ id: '1', date: '2026-03-01' });
  });

  it.each([
    ['three hours', '05:05', '09:10', true],
    ['a minute more', '05:06', '09:10', false],
  ])('goes on after a break of %s: %s', (_, from, to, isOne) => {
    const { nights: all, naps: beside } = told(FIRST, sleep('2', `2026-03-01T${from}`, `2026-03-01T${to}`));

    expect(all).toHaveLength(1);
    expect(all.includes(`22:10-${to}`)).toBe(isOne);
    expect(beside).toHaveLength(isOne ? 0 : 1);
  });

  it.each([
    ['before ten', '09:59', { nights: ['23:30-10:40'], naps: [] }],
    ['at ten', '10:00', { nights: ['23:30-07:30'], naps: ['10:00-10:40'] }],
  ])('goes on with a doze that begins %s', (_, from, expected) => {
    const night = sleep('1', '2026-02-28T23:30', '2026-03-01T07:30');

    expect(told(night, sleep('2', `2026-03-01T${from}`, '2026-03-01T10:40'))).toEqual(expected);
  });

  it('goes by the clock of where each part was slept', () => {
    const [tokyo, doze] = [
      sleep('1', '2026-03-01T14:30', '2026-03-01T22:30'),
      sleep('2', '2026-03-01T23:30', '2026-03-02T00:30'),
    ];

    const inTokyo = [tokyo, doze].map((row) => ({ ...row, timezone: 'Asia/Tokyo' }));
    expect(mainNights(inTokyo, ZONE)).toMatchObject([{ start: tokyo.start, end: doze.end }]);
  });

  it('may have many parts, also one that ends before midnight', () => {
    const parts = [
      sleep('1', '2026-02-28T22:30', '2026-02-28T23:10'),
      sleep('2', '2026-02-28T23:50', '2026-03-01T02:00'),
      sleep('3', '2026-03-01T04:30', '2026-03-01T06:00'),
      sleep('4', '2026-03-01T08:15', '2026-03-01T09:00'),
    ];

    expect(told(...parts)).toEqual({ nights: ['22:30-09:00'], naps: [] });
    expect(mainNight(parts, ZONE)).toMatchObject({ id: '2', date: '2026-03-01' });
  });

  it('does not begin with a nap in the evening', () => {
    const nap = sleep('1', '2026-02-28T20:00', '2026-02-28T21:30');

    expect(told(nap, sleep('2', '2026-02-28T22:30', '2026-03-01T06:00'))).toEqual({
      nights: ['22:30-06:00'],
      naps: ['20:00-21:30'],
    });
    expect(told(nap, sleep('2', '2026-03-01T00:20', '2026-03-01T06:00')).naps).toEqual(['20:00-21:30']);
  });

  it('is not the sleep of a day with the nap before or after it', () => {
    const shift = sleep('1', '2026-03-01T08:00', '2026-03-01T14:00');

    expect(told(shift, sleep('2', '2026-03-01T16:00', '2026-03-01T17:00'))).toEqual({
      nights: ['08:00-14:00'],
      naps: ['16:00-17:00'],
    });
  });

  it('may be slept by day, in parts of which each alone would be a nap', () => {
    const parts = [
      sleep('1', '2026-03-01T08:00', '2026-03-01T09:40'),
      sleep('2', '2026-03-01T09:50', '2026-03-01T12:30'),
    ];

    expect(told(...parts)).toEqual({ nights: ['08:00-12:30'], naps: [] });
  });

  it('is none where two naps follow each other', () => {
    const naps = [
      sleep('1', '2026-03-01T08:10', '2026-03-01T09:00'),
      sleep('2', '2026-03-01T09:40', '2026-03-01T10:40'),
    ];

    expect(told(...naps)).toEqual({ nights: [], naps: ['09:40-10:40', '08:10-09:00'] });
  });

  it('is better than a shorter one of the same day, which was a nap', () => {
    const alone = sleep('3', '2026-03-01T11:00', '2026-03-01T15:30');

    expect(told(FIRST, SECOND, alone)).toEqual({ nights: ['22:10-06:50'], naps: ['11:00-15:30'] });
  });
});

describe('two devices in one bed', () => {
  it('tell of the same parts, and each counts once', () => {
    const other = [
      watch('8', '2026-02-28T22:20', '2026-03-01T02:00'),
      watch('9', '2026-03-01T03:25', '2026-03-01T06:45'),
    ];

    expect(told(FIRST, SECOND, ...other)).toEqual({ nights: ['22:10-06:50'], naps: [] });
    expect(mainNight([FIRST, SECOND, ...other], ZONE)?.id).toBe('1');
  });

  it('tell of one night, of which one noticed no break', () => {
    expect(told(FIRST, SECOND, watch('9', '2026-02-28T22:00', '2026-03-01T06:40'))).toEqual({
      nights: ['22:00-06:40'],
      naps: [],
    });
  });

  it('tell of it, the one that saw most of it counts, though another’s part is the longest', () => {
    const other = watch('9', '2026-02-28T22:20', '2026-03-01T03:30');

    expect(told(FIRST, SECOND, other)).toEqual({ nights: ['22:10-06:50'], naps: [] });
  });

  it('tell of a part each: both count', () => {
    const sofa = watch('9', '2026-03-01T03:20', '2026-03-01T06:50');

    expect(told(FIRST, sofa)).toEqual({ nights: ['22:10-06:50'], naps: [] });
  });
});

describe('what is told of the parts', () => {
  const part = (id: string, from: string, to: string, data: HealthRecord['data']) => sleep(id, from, to, { data });
  const LONG = part('1', '2026-02-28T22:10', '2026-03-01T02:10', {
    ...{ total_sleep_time: 3 * HOUR, total_timeinbed: 4 * HOUR, sleep_efficiency: 0.75, waso: 600 },
    ...{ sleep_latency: 900, wakeup_latency: 300, wakeupcount: 2, snoring: 60, wakeupduration: HOUR },
    ...{ hr_average: 50, hr_min: 45, hr_max: 70, rr_average: 0, sleep_score: 60, apnea_hypopnea_index: 5 },
    ...{ rmssd_start_avg: 30, rmssd_end_avg: 40, core_body_temperature_status: 'usual', mvt_score_avg: 10 },
  });
  const SHORT = part('2', '2026-03-01T03:20', '2026-03-01T05:20', {
    ...{ total_sleep_time: HOUR, total_timeinbed: 2 * HOUR, sleep_efficiency: 0.5, waso: 300 },
    ...{ sleep_latency: 600, wakeup_latency: 1200, wakeupcount: 1, out_of_bed_count: 1, wakeupduration: HOUR },
    ...{ hr_average: 60, hr_min: 48, hr_max: 90, rr_average: 14, sleep_score: 90, apnea_hypopnea_index: 1 },
    ...{ rmssd_start_avg: 50, rmssd_end_avg: 60, core_body_temperature_status: 'elevated', mvt_score_avg: 30 },
  });
  const values = (...sleeps: HealthRecord[]) =>
    Object.fromEntries(decodeNight(mainNight(sleeps, ZONE)!).map(({ metric, value }) => [metric, value]));

  it.each([
    ['the times', { sleep_start: LONG.start, sleep_end: SHORT.end }],
    ['sums of durations', { sleep_total: 4, sleep_in_bed: 6, sleep_awake: 2, sleep_waso: 15, sleep_snoring: 1 }],
    ['sums of counts', { sleep_wakeups: 3, sleep_out_of_bed: 1 }],
    ['averages by the time asleep', { sleep_heart_rate_average: 52.5, sleep_movement_score: 15 }],
    ['what a part does not say, not as a zero', { sleep_respiratory_rate_average: 14 }],
    ['the efficiency of all time in bed', { sleep_efficiency: 66.6667 }],
    ['minima and maxima over all', { sleep_heart_rate_min: 45, sleep_heart_rate_max: 90 }],
    ['score and indices of the longest', { sleep_score: 60, sleep_apnea_hypopnea_index: 5 }],
    ['words of the longest', { sleep_core_body_temperature_status: 'usual' }],
    ['how long it took to fall asleep at first', { sleep_latency: 15, sleep_rmssd_start: 30 }],
    ['how long it took to get up at last', { sleep_wakeup_latency: 20, sleep_rmssd_end: 60 }],
    ['nothing where no part says anything', { sleep_deep: null, sleep_rem_episodes: null }],
  ])('are %s', (_, expected) => {
    expect(values(LONG, SHORT)).toMatchObject(expected);
    expect(values(SHORT, LONG)).toEqual(values(LONG, SHORT));
  });

  it('is a sum with the part of another maker, which has its time in another field', () => {
    const foreign = { ...SHORT, data: { asleepduration: 1.5 * HOUR } };

    expect(values(LONG, foreign)).toMatchObject({ sleep_total: 4.5, sleep_asleep: 1.5, sleep_score: 60 });
  });

  it('has the id, the device and the attribution of the longest, and is as new as the newest', () => {
    const night = mainNight([LONG, { ...SHORT, modified: SHORT.end + 9999, deviceId: 'sofa' }], ZONE);

    expect(night).toMatchObject({ id: '1', deviceId: 'mat', modified: SHORT.end + 9999, created: LONG.created });
  });
});

describe('any sleeps', () => {
  const start = Date.parse('2026-02-20T00:00:00Z') / 1000;
  const rows = fc.uniqueArray(
    fc
      .record({
        id: fc.integer({ min: 1, max: 999 }),
        begin: fc.integer({ min: 0, max: 4 * 24 * 6 }),
        tens: fc.integer({ min: 0, max: 50 }),
        device: fc.constantFrom('mat', 'watch', undefined),
        asleep: fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: undefined }),
        rate: fc.option(fc.integer({ min: 40, max: 90 }), { nil: undefined }),
      })
      .map(({ id, begin, tens, device, asleep, rate }) => {
        const [from, to] = [start + begin * 600, start + (begin + tens) * 600];
        return {
          ...sleep(String(id), '2026-02-20T00:00', '2026-02-20T01:00'),
          ...{ start: from, end: to, created: to, modified: to, deviceId: device },
          date: new Date((to + HOUR) * 1000).toISOString().slice(0, 10),
          data: {
            ...(asleep !== undefined && { total_sleep_time: asleep }),
            ...(rate !== undefined && { hr_average: rate, hr_min: rate - 5, hr_max: rate + 5 }),
          },
        };
      }),
    { selector: ({ id }) => id, maxLength: 14 },
  );

  it('make the same nights and naps in every order', () => {
    fc.assert(
      fc.property(
        rows.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          expect(mainNights(shuffled, ZONE)).toEqual(mainNights(all, ZONE));
          expect(naps(shuffled, ZONE)).toEqual(naps(all, ZONE));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are each in one night at most, and a night has no more than all of them', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const main = mainNights(all, ZONE);
        expect(new Set(main.map(({ date }) => date)).size).toBe(main.length);
        const sum = (list: readonly HealthRecord[]) =>
          list.reduce((total, { data }) => total + Math.max(0, Number(data.total_sleep_time ?? 0)), 0);
        expect(sum(main)).toBeLessThanOrEqual(sum(all));
        for (const { data } of main) {
          const { hr_average: rate, hr_min: min, hr_max: max } = data;
          if (rate !== undefined) expect(Number(min) < Number(rate) && Number(rate) < Number(max)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are a night as they are, each that is alone', () => {
    fc.assert(
      fc.property(rows, (all) => {
        for (const one of all) expect([...mainNights([one], ZONE), ...naps([one], ZONE)]).toEqual([one]);
      }),
      { numRuns: 100 },
    );
  });
});
