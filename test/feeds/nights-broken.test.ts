import { describe, expect, it } from 'vitest';
import { TransportError, WithingsError } from '../../src/withings/errors.js';
import { at, SITES } from './cloud.js';
import { each, LATER, MORNING, night, type Params, setUp } from './nights-world.js';

const DAY = 86_400;
const broken = (...days: readonly number[]) => {
  const starts = days.map((day) => at(`2026-02-${String(day - 1).padStart(2, '0')}T22:00:00Z`));
  return (params: Params) => {
    if (starts.includes(params.startdate)) throw new TransportError('odd');
    return each(params);
  };
};
const toldOf = ({ messages }: ReturnType<typeof setUp>, state: Parameters<typeof messages>[0]) =>
  messages(state).map(({ groupId }) => Number(groupId));

describe('nights that Withings never delivers', () => {
  it('hold up no message of another one, though they come first', async () => {
    const world = setUp({ sleeps: [night(9)], detail: broken(10, 11) });
    await world.round(at('2026-02-09T12:00:00Z'));
    const told: number[] = [];

    for (let day = 10; day <= 17; day++) {
      world.rows.now = Array.from({ length: day - 8 }, (_, index) => night(9 + index));
      for (let hour = 10; hour < 20; hour++) {
        const state = await world.poll(at(`2026-02-${day}T${hour}:00:00Z`));
        told.splice(0, told.length, ...toldOf(world, state));
      }
    }

    expect(told).toEqual([12, 13, 14, 15, 16, 17]);
  });

  it('are asked for in turn, two a time, while none comes; all come when they can', async () => {
    const days = [15, 16, 17, 18, 19];
    const world = setUp({ sleeps: [night(14)] });
    await world.round(at('2026-02-14T12:00:00Z'));
    world.rows.now = [14, ...days].map((day) => night(day));
    world.cloud.answers[SITES.nights] = broken(...days);
    world.asked();

    const asked = [];
    for (let turn = 0; turn < 4; turn++) {
      await world.poll(LATER + turn * 600);
      asked.push(world.asked().length);
    }
    expect(asked).toEqual([2, 2, 2, 2]);

    world.cloud.answers[SITES.nights] = each;
    const state = await world.poll(LATER + 2400);
    expect(world.asked().sort()).toEqual(days.map((day) => `2026-02-${day}`));
    expect(state.feeds.nights?.details?.failing).toBeUndefined();
    await world.poll(LATER + 3000);
    expect(world.asked()).toEqual([]);
  });

  it('keep no other night back either where it is Withings that takes too long', async () => {
    const slow = new WithingsError('timeout', { family: 'timeout', status: 522 });
    const detail = (params: Params) => {
      if (params.startdate === at('2026-02-18T22:00:00Z')) throw slow;
      return each(params);
    };
    const { round, archive } = setUp({ detail });
    await round(MORNING);
    expect(archive.flatMap(({ put }) => put).map(({ groupId }) => groupId)).toEqual(['18']);
  });

  it('keep nothing of the past back, neither from now nor from then', async () => {
    const old = [3, 4, 5, 6, 7];
    const world = setUp({ sleeps: [night(19)], detail: broken(5, 7, 19) });
    const rows = [...old, 19].map((day) => night(day));
    await world.round(MORNING);
    world.rows.now = rows;
    world.asked();

    const asked: string[] = [];
    for (let turn = 0; turn < 40; turn++) {
      await world.poll(MORNING + turn * 3600);
      asked.push(...world.asked());
    }

    expect(old.filter((day) => !asked.includes(`2026-02-0${day}`))).toEqual([]);
    const details = world.sync.state().feeds.nights?.details;
    expect(details?.walked).toBeLessThan(MORNING - 80 * DAY);
    expect(details?.failing?.map(({ id }) => id) ?? []).toEqual(['19']);
  });
});
