import { describe, expect, it } from 'vitest';
import { devices } from '../../src/feeds/devices.js';
import type { FetchedFeed } from '../../src/feeds/feed.js';
import { goals } from '../../src/feeds/goals.js';
import type { PersonState } from '../../src/store/person-state.js';
import type { WithingsApiClient } from '../../src/withings/client.js';
import type { Device, Goals } from '../../src/withings/user.js';
import { DAY, EMPTY, NOW, rulesOf, valuesOf } from './samples.js';

const SCALE: Device = {
  id: 'f00d',
  type: 'Scale',
  model: 'Body+',
  modelId: 5,
  battery: 'high',
  timezone: 'Europe/Berlin',
  firstSession: NOW - 1000,
  lastSession: NOW - 100,
  firmware: '1951',
};
const GOALS: Goals = { steps: 8000, sleep: 27_000, weight: 70.5 };
const weight = { metric: 'weight', value: 72, takenAt: NOW } as PersonState['readings'][string];

async function fetchOnce(feed: FetchedFeed, answer: { goals?: Goals; devices?: Device[] }, state = EMPTY, now = NOW) {
  const client = { getGoals: async () => answer.goals, getDevices: async () => answer.devices };
  const context = { ...rulesOf(), client: client as unknown as WithingsApiClient, state, now, thorough: false };
  return (await feed.fetch(context))(state).state;
}

describe('the goals feed', () => {
  const feed = goals;

  it('is there every hour, and makes readings of what is set', async () => {
    const state = await fetchOnce(feed, { goals: GOALS });

    expect([feed.name, feed.every]).toEqual(['goals', 3_600_000]);
    expect(valuesOf(state)).toEqual({ goal_steps: 8000, goal_sleep: 7.5, goal_weight: 70.5 });
    expect(state.readings.goal_weight).toMatchObject({ takenAt: NOW, unit: 'kg' });
  });

  it('makes no metric of a goal that was never set', async () => {
    const none = { steps: undefined, sleep: 0, weight: undefined };

    expect((await fetchOnce(feed, { goals: none })).readings).toEqual({});
  });

  it('takes no goal back over an answer that says nothing of them', async () => {
    const before = await fetchOnce(feed, { goals: GOALS });

    expect(await fetchOnce(feed, {}, before, NOW + 60)).toEqual(before);
  });

  it('takes a goal back, and keeps the time of one that stays', async () => {
    const before = await fetchOnce(feed, { goals: GOALS }, { ...EMPTY, readings: { weight } });

    const after = await fetchOnce(feed, { goals: { ...GOALS, steps: undefined, weight: 69 } }, before, NOW + 60);

    expect(valuesOf(after)).toEqual({ weight: 72, goal_steps: null, goal_sleep: 7.5, goal_weight: 69 });
    expect(after.readings.goal_steps?.takenAt).toBe(NOW + 60);
    expect(after.readings.goal_sleep?.takenAt).toBe(NOW);
    expect(after.readings.goal_weight?.takenAt).toBe(NOW + 60);
    expect(after.readings.weight).toEqual(weight);
  });
});

describe('the devices feed', () => {
  const feed = devices;

  it('is there every hour, with battery and last session of each device', async () => {
    const watch = { ...SCALE, id: 'beef', battery: 'odd', lastSession: undefined };
    const state = await fetchOnce(feed, { devices: [SCALE, watch] });

    expect([feed.name, feed.every]).toEqual(['devices', 3_600_000]);
    expect(Object.keys(state.devices)).toEqual(['f00d', 'beef']);
    expect(state.devices.f00d?.device).toEqual(SCALE);
    expect(state.devices.f00d?.readings).toMatchObject({
      battery: { value: 'high', deviceId: 'f00d', deviceModel: 'Body+' },
      last_session: { value: NOW - 100 },
    });
    expect(state.devices.beef?.readings).toEqual({});
    expect(state.readings).toEqual({});
  });

  it('keeps a device that is no longer listed for a week, and follows one that is', async () => {
    const other = { ...SCALE, id: 'beef' };
    const before = await fetchOnce(feed, { devices: [SCALE, other] });

    const after = await fetchOnce(
      feed,
      { devices: [{ ...SCALE, battery: 'low', firmware: '2000' }] },
      { ...before, readings: { weight } },
      NOW + 60,
    );

    expect(after.devices.beef).toEqual({ ...before.devices.beef, missingSince: NOW + 60 });
    expect(after.devices.f00d).not.toHaveProperty('missingSince');
    expect(after.devices.f00d?.device.firmware).toBe('2000');
    expect(after.devices.f00d?.readings.battery?.value).toBe('low');
    expect(after.devices.f00d?.readings.last_session).toBe(before.devices.f00d?.readings.last_session);
    expect(after.readings).toEqual({ weight });
  });

  it('counts the week from when the device was missed first, and starts anew when it comes back', async () => {
    const other = { ...SCALE, id: 'beef' };
    const both = await fetchOnce(feed, { devices: [SCALE, other] });
    const missed = await fetchOnce(feed, { devices: [SCALE] }, both, NOW);
    const later = await fetchOnce(feed, { devices: [SCALE] }, missed, NOW + 7 * DAY - 1);

    const gone = await fetchOnce(feed, { devices: [SCALE] }, later, NOW + 7 * DAY);
    const back = await fetchOnce(feed, { devices: [SCALE, other] }, later, NOW + 7 * DAY);

    expect(later.devices.beef?.missingSince).toBe(NOW);
    expect(Object.keys(gone.devices)).toEqual(['f00d']);
    expect(back.devices.beef).toEqual(both.devices.beef);
    const missedAgain = await fetchOnce(feed, { devices: [SCALE] }, back, NOW + 9 * DAY);
    expect(missedAgain.devices.beef?.missingSince).toBe(NOW + 9 * DAY);
  });

  it('misses no device while the clock is wrong', async () => {
    const other = { ...SCALE, id: 'beef' };
    const both = await fetchOnce(feed, { devices: [SCALE, other] });
    const missed = await fetchOnce(feed, { devices: [SCALE] }, both, NOW);

    const setBack = await fetchOnce(feed, { devices: [SCALE] }, missed, NOW - 30 * DAY);

    expect(Object.keys(setBack.devices)).toEqual(['f00d', 'beef']);
  });

  it('forgets nothing over an empty answer', async () => {
    const before = await fetchOnce(feed, { devices: [SCALE] });

    expect(await fetchOnce(feed, { devices: [] }, before, NOW + 30 * DAY)).toEqual(before);
  });

  const zoneOf = async (state: PersonState, ...devices: Device[]) =>
    (await fetchOnce(feed, { devices }, state, NOW)).zone;

  it('learns the zone, of the device that was used last', async () => {
    const earlier = { ...SCALE, timezone: 'Asia/Tokyo', lastSession: NOW - 500 };

    expect(await zoneOf(EMPTY, earlier, { ...SCALE, timezone: undefined }, SCALE)).toBe('Europe/Berlin');
    expect(await zoneOf(EMPTY)).toBeUndefined();
  });

  it('follows the devices while nobody else tells the zone', async () => {
    const before = await fetchOnce(feed, { devices: [SCALE] });
    const moved = { ...SCALE, timezone: 'Asia/Tokyo', lastSession: NOW - 50 };

    expect(await zoneOf(before, moved)).toBe('Asia/Tokyo');
    expect(await zoneOf(before, { ...moved, lastSession: NOW - 101 })).toBe('Europe/Berlin');
  });

  it('keeps the zone that the measures tell', async () => {
    const state = { ...EMPTY, zone: 'Asia/Tokyo', feeds: { measures: { cursor: 5, lastSuccess: NOW - 600 } } };

    expect(await zoneOf(state, SCALE)).toBe('Asia/Tokyo');
    expect(
      await zoneOf(
        { ...state, feeds: { measures: { lastSuccess: NOW } }, zoneFrom: { feed: 'measures', at: 5 } },
        SCALE,
      ),
    ).toBe('Asia/Tokyo');
  });
});
