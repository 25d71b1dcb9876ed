// The first sync of ten years: everything that was ever measured into the archive, beside the bare minimum.
import { join } from 'node:path';
import type { BridgeResult } from './bridge-process.js';
import { beside, startChild } from './child.js';
import type { Figure } from './figure.js';
import type { Sizes } from './sizes.js';
import { compare, median, time } from './statistics.js';
import { readingsIn, startWorld, temporaryFolder, wholePerson } from './world.js';

/** Nobody notices a wait that is shorter. */
const LONGEST_BLOCK_MILLISECONDS = 100;

export async function benchFirstSync({ years, firstSync: { rounds } }: Sizes): Promise<Figure[]> {
  const person = wholePerson(years);
  const world = await startWorld(person);
  const folder = await temporaryFolder();
  const blocks: number[] = [];
  const ours = async () => {
    const result = await startChild(beside('bridge-process.js'), [world.config, 'once']).output();
    blocks.push((JSON.parse(result) as BridgeResult).longestBlock);
  };
  let files = 0;
  const bare = () => {
    const { access_token: token } = world.cloud.login(person.userid);
    files += 1;
    return startChild(beside('bare-sync.js'), [world.cloud.url, token, join(folder.path, `${files}.db`)]).output();
  };
  try {
    const { a, b, ratio } = await compare(
      rounds,
      async () => {
        await world.forget();
        return time(ours);
      },
      () => time(bare),
    );
    const readings = readingsIn(world.dataDir);
    const block = median(blocks);
    const what = `a first sync of ${years} years, ${readings.toLocaleString('en-US')} readings into the archive`;
    return [
      {
        what: `${what}, from start to exit`,
        ours: `${(a / 1000).toFixed(1)} s`,
        beside: `a bare fetch and insert of all values: ${(b / 1000).toFixed(1)} s`,
        ratio,
        limit: 3,
        better: 'less',
        reason: 'a reading has two indexes and its origin, and what was there in its group is looked up first.',
      },
      {
        what: 'the longest that it keeps anything else waiting',
        ours: `${block.toFixed(0)} ms`,
        beside: `what nobody notices: ${LONGEST_BLOCK_MILLISECONDS} ms`,
        ratio: block / LONGEST_BLOCK_MILLISECONDS,
        limit: 1,
        better: 'less',
        reason: 'all nights and naps of ten years are put together at once; later answers hold days.',
      },
    ];
  } finally {
    await world.close();
    await folder.remove();
  }
}
