import { describe, expect, it } from 'vitest';
import { at, news } from './cloud.js';
import { sleepRow } from './rows.js';
import { LAST_NIGHT, MORNING, NAP, NIGHT, synced } from './sleeper.js';

const WATCH = { hash_deviceid: 'watch', model_id: 93 };

describe('what a sleep is told of', () => {
  it('is nothing at the first sync, however much there is', async () => {
    const many = Array.from({ length: 30 }, (_, index) => {
      const hour = `2026-02-28T${String(index % 24).padStart(2, '0')}`;
      return sleepRow(100 + index, `${hour}:00:00Z`, `${hour}:59:00Z`, { created: MORNING - 60 });
    });
    const { sync, answer } = await synced(LAST_NIGHT, NIGHT, NAP, ...many);
    expect(news(sync.state())).toEqual([]);

    expect(news(await answer(MORNING + 600, LAST_NIGHT, NIGHT, NAP, ...many))).toEqual([]);
  });

  it('is each night and nap that is new, the oldest first', async () => {
    const { answer } = await synced(LAST_NIGHT);
    const today = { created: MORNING };

    const state = await answer(MORNING + 60, LAST_NIGHT, { ...NIGHT, ...today }, { ...NAP, ...today });

    expect(state.outbox).toMatchObject([
      {
        id: 'nap/12',
        type: 'nap',
        takenAt: NAP.enddate,
        deviceModel: 'Aura Sensor V2',
        groupId: '12',
        values: { nap_duration: 30, nap_start: NAP.startdate },
      },
      { id: 'sleep/11', type: 'sleep', values: { sleep_total: 6.5, sleep_start: NIGHT.startdate } },
    ]);
  });

  it('is nothing twice, though answers overlap', async () => {
    const { answer } = await synced(LAST_NIGHT);
    await answer(MORNING, LAST_NIGHT, NIGHT);
    await answer(MORNING + 600, LAST_NIGHT, NIGHT);

    expect(news(await answer(MORNING + 1200, LAST_NIGHT, NIGHT))).toEqual(['sleep 11']);
  });

  it('is a night that came late, days after', async () => {
    const { answer } = await synced(NIGHT);
    const late = { ...LAST_NIGHT, created: MORNING + 3 * 86_400, modified: MORNING + 3 * 86_400 };

    const state = await answer(MORNING + 3 * 86_400 + 60, NIGHT, late);

    expect(news(state)).toEqual(['sleep 10']);
    expect(state.readings.sleep_end?.groupId).toBe('11');
  });

  it('is no old night that turns up again', async () => {
    const { answer } = await synced(NIGHT);

    expect(news(await answer(MORNING + 600, NIGHT, { ...LAST_NIGHT, created: MORNING - 7 * 3600 }))).toEqual([]);
  });

  it.each([86_400, 315_360_000])(
    'is a new one by a clock that is %i seconds ahead, and when it is right again',
    async (ahead) => {
      const { sync, answer } = await synced(LAST_NIGHT);
      await answer(MORNING + ahead, LAST_NIGHT);

      expect(news(await answer(MORNING + ahead + 600, LAST_NIGHT, NIGHT))).toEqual(['sleep 11']);
      const later = sleepRow(13, '2026-03-01T12:00:00Z', '2026-03-01T13:00:00Z');
      expect(news(await answer(MORNING + 8 * 3600, LAST_NIGHT, NIGHT, later))).toEqual(['sleep 11', 'nap 13']);
      expect(news(sync.state())).toHaveLength(2);
    },
  );

  it('is none that was missing for a while, whatever the clock says', async () => {
    const { answer } = await synced(LAST_NIGHT, NIGHT);
    await answer(MORNING + 86_400, LAST_NIGHT);

    expect(news(await answer(MORNING + 86_400 + 600, LAST_NIGHT, NIGHT))).toEqual([]);
  });

  it.each([
    ['the longer first', NIGHT, sleepRow(21, '2026-02-28T22:20:00Z', '2026-03-01T04:50:00Z', WATCH)],
    ['the shorter first', sleepRow(21, '2026-02-28T22:20:00Z', '2026-03-01T04:50:00Z', WATCH), NIGHT],
  ])('is one night of two devices, %s', async (_, first, second) => {
    const { answer } = await synced(LAST_NIGHT);
    await answer(MORNING, LAST_NIGHT, first);

    const state = await answer(MORNING + 600, LAST_NIGHT, first, second);

    expect(news(state)).toEqual([`sleep ${first.id}`]);
    expect(state.readings.sleep_end?.groupId).toBe('11');
  });

  it('is the better one of two devices that tell at once', async () => {
    const { answer } = await synced(LAST_NIGHT);
    const nap = (id: number, start: string, more = {}) =>
      sleepRow(id, `2026-03-01T${start}Z`, '2026-03-01T13:00:00Z', more);
    const watch = sleepRow(21, '2026-02-28T22:20:00Z', '2026-03-01T04:50:00Z', WATCH);

    const state = await answer(
      at('2026-03-01T13:30:00Z'),
      ...[LAST_NIGHT, watch, NIGHT, nap(31, '12:10:00', WATCH), nap(32, '12:00:00')].map((row) => ({
        ...row,
        created: at('2026-03-01T13:00:30Z'),
      })),
    );

    expect(news(state)).toEqual(['sleep 11', 'nap 32']);
    expect(state.readings.nap_start?.groupId).toBe('32');
  });
});
