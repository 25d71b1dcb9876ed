import { describe, expect, it } from 'vitest';
import { createZone } from '../../src/demo/wall-clock.js';
import type { Program } from '../process/world.js';
import { forgetStatistics } from '../stored.js';
import { compareSteps, countSteps } from './counted.js';
import { history, startHistory, syncedHouse, tenClosedYears, WEIGHT } from './history-command.js';
import type { House } from './house.js';
import { compareWeights, hoursOf, measuredHours, WEIGHT_TYPE } from './statistics.js';

const AT_ONCE = { timeout: 30_000, interval: 20 };

/** Both within the calls that Withings allows in a minute. */
const SOME = lastYears(3);
/** Long enough that Home Assistant has stopped before all is written. */
const MANY = lastYears(8);

function lastYears(count: number): string {
  return `${new Date().getUTCFullYear() - count + 1}-01-01`;
}

const weights = async (house: House) => (await hoursOf(house, WEIGHT)).length;

/** Starts it, and resolves when the first of it is in Home Assistant. */
async function startWriting(house: House, since: string): Promise<Program> {
  const program = await startHistory(house, ['--since', since]);
  await expect.poll(() => weights(house), AT_ONCE).toBeGreaterThan(0);
  return program;
}

/** Home Assistant without anything that was written, and the command without a memory of it. */
async function forgetAll({ ha, data }: House): Promise<void> {
  const all = await ha.ws<{ statistic_id: string }[]>({ type: 'recorder/list_statistic_ids' });
  await ha.ws({ type: 'recorder/clear_statistics', statistic_ids: all.map(({ statistic_id }) => statistic_id) });
  forgetStatistics(data('.'));
}

describe('history, cut off in the middle', () => {
  it('is completed by the next run, whether it was killed or Home Assistant was stopped', async () => {
    const house = await syncedHouse({ prepare: tenClosedYears });
    const { ha, anna } = house;
    const now = Math.floor(Date.now() / 1000);
    const begin = (since: string) => createZone(anna.timezone).at(since, 0);
    const all = (since: string) =>
      [...measuredHours(anna, WEIGHT_TYPE, now).keys()].filter((hour) => hour >= begin(since)).length;
    const own = await countSteps(house);

    const killed = await startWriting(house, SOME);
    killed.process.kill('SIGKILL');
    await killed.exit;
    expect(await weights(house)).toBeLessThan(0.9 * all(SOME));
    await isCompleted(SOME);

    await forgetAll(house);
    await countSteps(house);
    const cut = await startWriting(house, MANY);
    await ha.stop();
    expect([await cut.exit, cut.stdout(), cut.stderr()]).toEqual([
      1,
      '',
      `the connection to Home Assistant at ${ha.url} is lost; what is written stays: run it again for the rest\n`,
    ]);
    await ha.startAgain();
    expect(await weights(house)).toBeLessThan(0.9 * all(MANY));
    await isCompleted(MANY);
    expect(await ha.complaints()).toEqual([]);

    async function isCompleted(since: string): Promise<void> {
      const second = await history(house, ['--since', since]);
      expect(second.code, second.stderr).toBe(0);
      compareWeights(await hoursOf(house, WEIGHT), house, now, begin(since));
      await compareSteps(house, own, since);
      const third = await history(house, ['--since', since]);
      expect(third.stdout).toBe('Home Assistant has all of it already\n');
      expect(await ha.ws({ type: 'recorder/validate_statistics' })).toEqual({});
    }
  });
});
