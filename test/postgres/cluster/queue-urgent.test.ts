import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Notification } from '../../../src/withings/notify.js';
import { openWorld, SOON, type TestBridge, type World } from './world.js';

let world: World;
let one: TestBridge;

beforeEach(async () => {
  world = await openWorld();
  one = await world.bridge('one');
});
afterEach(() => world.close());

function weighIn(userId: string): Notification {
  return { userId, appli: 1, start: undefined, end: undefined, deviceId: undefined };
}

async function everybodyIsDue(): Promise<readonly [string, string, string]> {
  const people = [await world.person('anna'), await world.person('ben'), await world.person('carla')] as const;
  await one.queue.wantAll(0);
  return people;
}

describe('a job for which somebody waits', () => {
  it('goes before those that have been due for longer: Withings has told of something', async () => {
    const [anna, ben, carla] = await everybodyIsDue();
    await one.notices.put(weighIn(carla));
    const seen: string[] = [];
    one.start(async (userId) => void seen.push(userId), 1);
    await vi.waitFor(() => expect(seen).toHaveLength(3), SOON);
    expect(seen[0]).toBe(carla);
    expect(seen.slice(1).sort()).toEqual([anna, ben].sort());
  });

  it('does so, too, when somebody at a page or a command has wanted it', async () => {
    const [, ben] = await everybodyIsDue();
    await one.queue.want(ben, Date.now());
    const seen: string[] = [];
    one.start(async (userId) => void seen.push(userId), 1);
    await vi.waitFor(() => expect(seen).toHaveLength(3), SOON);
    expect(seen[0]).toBe(ben);
  });

  it('is the next one, when it was wanted in the middle of another one of the same person', async () => {
    const people = await everybodyIsDue();
    const seen: string[] = [];
    one.start(async (userId) => {
      if (seen.length === 0) await one.notices.put(weighIn(userId));
      seen.push(userId);
    }, 1);
    await vi.waitFor(() => expect(seen).toHaveLength(4), SOON);
    expect(seen[1]).toBe(seen[0]);
    expect(new Set(seen)).toEqual(new Set(people));
  });

  it('is like any other again when it has been done', async () => {
    const anna = await world.person('anna');
    await one.notices.put(weighIn(anna));
    const priority = () => world.sql.get('select priority from graphile_worker.jobs where key = $1', anna);
    expect(await priority()).toEqual({ priority: -1 });
    one.start(async (userId) => {
      const ids = await world.sql.all('select id from notice');
      await one.notices.done(
        userId,
        ids.map(({ id }) => String(id)),
      );
      return Date.now() + 3_600_000;
    });
    await vi.waitFor(async () => expect(await priority()).toEqual({ priority: 0 }), SOON);
  });

  it('is one that a dead bridge leaves behind, too', async () => {
    const people = await everybodyIsDue();
    await world.bridge('two');
    await world.sql.run(
      `update graphile_worker._private_jobs set locked_at = clock_timestamp(), locked_by = 'dead'
       where id = (select id from graphile_worker.jobs where key = $1)`,
      people[2],
    );
    await world.sql.run("update bridge set workers = array['dead'] where id = 'two'");
    await world.silence('two');
    await one.bridges.bury(12_000);
    const seen: string[] = [];
    one.start(async (userId) => void seen.push(userId), 1);
    await vi.waitFor(() => expect(seen).toHaveLength(3), SOON);
    expect(seen[0]).toBe(people[2]);
  });

  it('stays one as long as something of what was told is left', async () => {
    const anna = await world.person('anna');
    await one.notices.put(weighIn(anna));
    const seen: string[] = [];
    one.start(async (userId) => {
      seen.push(userId);
      return Date.now() + 3_600_000;
    });
    await vi.waitFor(() => expect(seen).toHaveLength(1), SOON);
    const state = async () => {
      const row = await world.sql.get(
        'select priority, locked_at is null as waits from graphile_worker.jobs where key = $1',
        anna,
      );
      return row;
    };
    await vi.waitFor(async () => expect(await state()).toEqual({ priority: -1, waits: true }), SOON);
  });
});
