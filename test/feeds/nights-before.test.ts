import { describe, expect, it } from 'vitest';
import { nights } from '../../src/feeds/nights.js';
import { TransportError } from '../../src/withings/errors.js';
import { at, SITES } from './cloud.js';
import { each, HOUR, MORNING, type Params, setUp } from './nights-world.js';
import { page, sleepRow } from './rows.js';

describe('the nights before', () => {
  const DAY = 86_400;
  const MANY = Array.from({ length: 120 }, (_, index) => {
    const end = at('2026-02-20T05:00:00Z') - index * DAY;
    const iso = (time: number) => new Date(time * 1000).toISOString();
    return sleepRow(1000 - index, iso(end - 7 * HOUR), iso(end));
  });
  /** As the cloud answers it for a range of days. */
  const listed = ({ startdateymd, enddateymd }: { readonly startdateymd?: string; readonly enddateymd?: string }) =>
    page(
      'series',
      ...MANY.filter(({ date }) => startdateymd === undefined || (date >= startdateymd && date <= enddateymd!)),
    );

  it('come at leisure, a few at a time, the newest first, as far back as the feed says, each once', async () => {
    const { poll, asked, archive, messages, cloud } = setUp({ more: { [SITES.sleep]: listed } });
    cloud.serverTime.now = MORNING * 1000;
    const all: string[] = [];
    for (let turn = 0; turn < 40; turn++) {
      // A clock that is set back for years leads no further.
      const state = await poll(MORNING + turn * 600 - (turn > 20 ? 3650 * DAY : 0));
      expect(messages(state)).toEqual([]);
      const some = asked();
      expect(some.length).toBeLessThanOrEqual(6);
      all.push(...some);
    }

    expect(nights.back).toEqual({ days: 90 });
    expect(all).toEqual(MANY.slice(0, 90).map(({ date }) => date));
    expect(archive.flatMap(({ put }) => put)).toHaveLength(90);
  });

  it('go on behind one that always fails', async () => {
    const bad = MANY[40]!;
    const detail = (params: Params) => {
      if (params.startdate === bad.startdate) throw new TransportError('odd');
      return each(params);
    };
    const { poll, archive, errors } = setUp({ detail, more: { [SITES.sleep]: listed } });
    for (let turn = 0; turn < 40; turn++) await poll(MORNING + turn * 600);

    expect(errors).toHaveLength(1);
    expect(archive.flatMap(({ put }) => put)).toHaveLength(89);
  });

  it('stay where they are while the cloud is away', async () => {
    const { poll, cloud, archive } = setUp({ more: { [SITES.sleep]: listed } });
    for (let turn = 0; turn < 8; turn++) await poll(MORNING + turn * 600);
    cloud.answers[SITES.nights] = new TransportError('away');
    for (let turn = 8; turn < 12; turn++) await poll(MORNING + turn * 600);
    cloud.answers[SITES.nights] = each;
    for (let turn = 12; turn < 40; turn++) await poll(MORNING + turn * 600);

    expect(archive.flatMap(({ put }) => put)).toHaveLength(90);
  });

  it('wait while somebody asks', async () => {
    const { round, asked } = setUp({ more: { [SITES.sleep]: listed } });
    for (let turn = 0; turn < 10; turn++) await round(MORNING + turn * 600);

    expect(asked()).toEqual(MANY.slice(0, 20).map(({ date }) => date));
  });

  it('show nothing of theirs', async () => {
    const { poll } = setUp({ more: { [SITES.sleep]: listed } });
    for (let turn = 0; turn < 10; turn++) await poll(MORNING + turn * 600);

    const state = await poll(MORNING + 6000);

    expect(state.readings.sleep_hrv_rmssd_average?.takenAt).toBe(at('2026-02-20T05:00:00Z'));
  });
});
