import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bed } from '../../src/feeds/bed.js';
import { devices } from '../../src/feeds/devices.js';
import { goals } from '../../src/feeds/goals.js';
import { EMPTY_PERSON, type PersonState } from '../../src/store/person-state.js';
import type { ArchiveChange } from '../../src/store/store.js';
import { archiveStore } from './archive-store.js';
import { createWorld, SITES } from './cloud.js';
import { NOW } from './samples.js';

const HOUR = 3600;
const SCALE = { hash_deviceid: 'f00d', type: 'Scale', model: 'Body+', battery: 'high', last_session_date: NOW - 100 };

/** What Withings tells of the present only, from the answers into a real store. */
async function setUp() {
  const { dataDir, store } = await archiveStore();
  let commits: readonly ArchiveChange[] = [];
  const onState = (_: unknown, __: unknown, archive: Iterable<ArchiveChange> = []) => {
    commits = [...commits, ...archive];
  };
  const open = (start: Partial<PersonState> = {}) => {
    const answers = { [SITES.goals]: { goals: { steps: 8000 } }, [SITES.devices]: { devices: [SCALE] } };
    return createWorld([goals, devices], answers, start, { onState });
  };
  /** Only the archive: what else changes is not what these tests are about. */
  async function keep() {
    await store.states.commit('7', EMPTY_PERSON, EMPTY_PERSON, commits);
    commits = [];
  }
  return {
    ...{ open, keep },
    written: () => statSync(join(dataDir, 'withings2mqtt.db-wal')).size,
    /** `value device since`, in seconds after NOW. */
    async kept(metric: string) {
      const readings = await store.states.readings('7', metric, 0, NOW * 2);
      return readings.map(({ value, deviceId, takenAt }) => `${value} ${deviceId} ${takenAt - NOW}`);
    },
  };
}

describe('what Withings tells of the present only', () => {
  it('is kept with each change, and a round without one writes nothing', async () => {
    const { open, keep, kept, written } = await setUp();
    const { round, cloud } = open();
    await round();
    await keep();
    const before = written();

    await round(NOW + HOUR);
    await keep();
    expect(written()).toBe(before);
    cloud.answers[SITES.goals] = { goals: { steps: 9000, weight: { value: 705, unit: -1 } } };
    cloud.answers[SITES.devices] = { devices: [{ ...SCALE, battery: 'low', last_session_date: NOW + HOUR }] };
    await round(NOW + 2 * HOUR);
    cloud.answers[SITES.goals] = { goals: [] };
    await round(NOW + 3 * HOUR);
    await keep();

    expect(await kept('goal_steps')).toEqual(['8000 null 0', `9000 null ${2 * HOUR}`]);
    expect(await kept('goal_weight')).toEqual([`70.5 null ${2 * HOUR}`]);
    expect(await kept('battery')).toEqual(['high f00d -100', `low f00d ${HOUR}`]);
    expect(await kept('last_session')).toEqual([`${NOW - 100} f00d -100`, `${NOW + HOUR} f00d ${HOUR}`]);
  });

  it('is kept of each device, also when two tell the same at one time', async () => {
    const { open, keep, kept } = await setUp();
    const { round, cloud } = open();
    cloud.answers[SITES.devices] = { devices: [SCALE, { ...SCALE, hash_deviceid: 'beef' }] };

    const state = await round();
    await keep();

    expect(await kept('battery')).toEqual(['high beef -100', 'high f00d -100']);
    expect(state.devices.f00d?.readings.battery?.groupId).toBeNull();
  });

  it('has what an older version has shown, and not kept, since it was first seen', async () => {
    const { open, keep, kept } = await setUp();
    const before = await open().round();
    await keep();
    const { kept: keptLater, keep: keepLater, open: openLater } = await setUp();

    await openLater(before).round(NOW + HOUR);
    await keepLater();

    expect(await keptLater('goal_steps')).toEqual(await kept('goal_steps'));
    expect(await keptLater('battery')).toEqual(await kept('battery'));
  });

  it('of a session that is still to come is nothing', async () => {
    const { open, keep, kept } = await setUp();
    const { round, cloud } = open();
    cloud.answers[SITES.devices] = { devices: [{ ...SCALE, last_session_date: NOW + 99 * HOUR }] };

    await round();
    await keep();

    expect(await kept('last_session')).toEqual([]);
    expect(await kept('battery')).toEqual(['high f00d 0']);
  });

  it('of two beds at one time are both, and once however often Withings posts it', async () => {
    const { open, keep, kept } = await setUp();
    const { sync } = open();
    const told = { userId: '7', appli: 50, start: NOW - 60, end: undefined };
    for (const deviceId of ['left', 'right', 'left']) sync.take(bed.notified({ ...told, deviceId }, NOW));
    await keep();

    expect(await kept('in_bed')).toEqual(['true left -60', 'true right -60']);
  });
});
