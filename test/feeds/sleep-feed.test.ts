import { describe, expect, it } from 'vitest';
import { at, news } from './cloud.js';
import { sleepRow } from './rows.js';
import { LAST_NIGHT, MORNING, NAP, NIGHT, shown, synced, value } from './sleeper.js';

describe('an account that never has a night', () => {
  it('has its whole history read once, and no sleep', async () => {
    const { cloud, sync, answer } = await synced();
    for (let round = 1; round < 10; round++) await answer(MORNING + round * 600);

    const whole = cloud.requests.filter(({ params }) => params.lastupdate === 0);
    expect([cloud.requests.length, whole.length]).toEqual([10, 1]);
    expect([sync.state().readings, sync.state().outbox ?? []]).toEqual([{}, []]);
  });

  it('has the first one shown and told of when it comes after all', async () => {
    const { answer } = await synced();
    await answer(MORNING + 300);

    const state = await answer(MORNING + 600, NIGHT);

    expect([shown(state).night, news(state)]).toEqual(['11', ['sleep 11']]);
  });
});

describe('the main night', () => {
  it('goes over midnight, and belongs to the day of waking up', async () => {
    const { sync } = await synced(LAST_NIGHT, NIGHT);

    const { readings } = sync.state();
    expect(readings.sleep_start?.value).toBe(at('2026-02-28T22:00:00Z'));
    expect(readings.sleep_end).toMatchObject({
      value: at('2026-03-01T05:00:00Z'),
      takenAt: at('2026-03-01T05:00:00Z'),
      deviceId: 'mat',
      deviceModel: 'Aura Sensor V2',
      groupId: '11',
    });
    expect(readings.sleep_total?.value).toBe(6.5);
  });

  it('does not give way to a nap after it', async () => {
    const { sync, answer } = await synced(NIGHT, NAP);
    expect(shown(sync.state())).toEqual({ night: '11', nap: '12' });
    const later = sleepRow(13, '2026-03-01T13:00:00Z', '2026-03-01T13:45:00Z');

    const state = await answer(at('2026-03-01T14:00:00Z'), NIGHT, NAP, later);

    expect(shown(state)).toEqual({ night: '11', nap: '13' });
    expect([value(state, 'nap_duration'), value(state, 'sleep_total')]).toEqual([15, 6.5]);
  });

  it('does not give way to a nap that is alone on a new day', async () => {
    const { answer } = await synced(NIGHT);
    const alone = sleepRow(13, '2026-03-02T13:00:00Z', '2026-03-02T15:30:00Z');

    const state = await answer(at('2026-03-02T16:00:00Z'), NIGHT, alone);

    expect(shown(state)).toEqual({ night: '11', nap: '13' });
  });

  it('is the sleep of somebody who works at night, too', async () => {
    const byDay = sleepRow(14, '2026-03-01T08:00:00Z', '2026-03-01T14:00:00Z');

    expect(shown((await synced(LAST_NIGHT, byDay)).sync.state())).toEqual({ night: '14', nap: null });
  });

  it('is the longer record of two devices, and the other one is no nap', async () => {
    const watch = sleepRow(21, '2026-02-28T22:20:00Z', '2026-03-01T04:50:00Z', {
      hash_deviceid: 'watch',
      model_id: 93,
    });

    for (const rows of [
      [NIGHT, watch],
      [watch, NIGHT],
    ]) {
      expect(shown((await synced(...rows)).sync.state())).toEqual({ night: '11', nap: null });
    }
  });

  it('takes the time asleep where another maker gives no total', async () => {
    const nothing = { total_sleep_time: null, lightsleepduration: null, deepsleepduration: null };
    const foreign = { ...NIGHT, data: { ...nothing, asleepduration: 25_200 } };

    const state = (await synced(foreign)).sync.state();

    expect([value(state, 'sleep_total'), value(state, 'sleep_asleep')]).toEqual([7, 7]);
    expect(state.readings).not.toHaveProperty('sleep_light');
    const zero = { ...NIGHT, data: { total_sleep_time: 0, asleepduration: 25_200 } };
    expect(value((await synced(zero)).sync.state(), 'sleep_total')).toBe(7);
  });

  it.each([[{ sleep_score: null, hr_average: null }], [null], [[]], [undefined]])(
    'shows what it has when the data are %j',
    async (data) => {
      const bare = (await synced({ ...NIGHT, data })).sync.state();
      expect(Object.keys(bare.readings)).toEqual(['sleep_start', 'sleep_end']);

      const { answer } = await synced({ ...LAST_NIGHT, data: { sleep_score: 80, hr_average: 55 } });
      const state = await answer(MORNING + 600, LAST_NIGHT, { ...NIGHT, data });

      expect([value(state, 'sleep_score'), value(state, 'sleep_heart_rate_average')]).toEqual([null, null]);
      expect(state.readings.sleep_score).toMatchObject({ groupId: '11', takenAt: NIGHT.enddate });
    },
  );

  it('knows what a nap is where somebody is, not at home', async () => {
    const tokyo = { timezone: 'Asia/Tokyo' };
    const nap = sleepRow(15, '2026-03-01T05:00:00Z', '2026-03-01T06:00:00Z', { ...tokyo, date: '2026-03-01' });

    expect(shown((await synced(LAST_NIGHT, nap)).sync.state())).toEqual({ night: '10', nap: '15' });
    expect(shown((await synced(LAST_NIGHT, { ...nap, timezone: 'Mars/Olympus' })).sync.state()).night).toBe('15');
  });
});
