// What a poll in which nothing is new writes to the disk, as the kernel counts it for the bridge's process.
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Person } from '#built/demo/types.js';
import { beside, type Child, startChild } from './child.js';
import type { Figure } from './figure.js';
import type { Sizes } from './sizes.js';
import { startWorld, wholePerson } from './world.js';

const MOST_KILOBYTES = 16;
const INTERVAL_MILLISECONDS = 8000;
/** Times are kept five seconds after a poll. */
const KEPT_MILLISECONDS = 6500;

export async function benchQuietRound({ years, quietRound: { warmUps, polls } }: Sizes): Promise<Figure[]> {
  const world = await startWorld(withoutDetails(wholePerson(years)));
  const bridge = startChild(beside('bridge-process.js'), [world.config, String(INTERVAL_MILLISECONDS)]);
  // Of activity the past has calls of its own.
  const countPolls = () => world.cloud.requests.filter(({ action }) => action === 'getworkouts').length;
  const keptAfter = async (count: number) => {
    while (countPolls() < count) await bridge.whileAlive(pause(100));
    await bridge.whileAlive(pause(KEPT_MILLISECONDS));
  };
  try {
    await keptAfter(warmUps);
    const before = await bytesWritten(bridge);
    await keptAfter(warmUps + polls);
    const kilobytes = ((await bytesWritten(bridge)) - before) / 1024 / polls;
    await bridge.stop();
    return [
      {
        what: 'written to the disk by a poll in which nothing is new',
        ours: `${kilobytes.toFixed(1)} kB`,
        beside: `what it may be: ${MOST_KILOBYTES} kB`,
        ratio: kilobytes / MOST_KILOBYTES,
        limit: 1,
        better: 'less',
      },
    ];
  } finally {
    await world.close();
  }
}

/** Nights and ECGs are fetched in detail with one poll after the other: then none is quiet for a quarter of an hour. */
function withoutDetails({ sleeps = [], ...person }: Person): Person {
  return { ...person, sleeps: sleeps.slice(-2), ecgs: [] };
}

async function bytesWritten({ pid }: Child): Promise<number> {
  const io = await readFile(`/proc/${pid}/io`, 'utf8');
  const bytes = /^write_bytes: (\d+)$/m.exec(io)?.[1];
  if (bytes === undefined) throw new Error(`/proc/${pid}/io has no write_bytes`);
  return Number(bytes);
}
