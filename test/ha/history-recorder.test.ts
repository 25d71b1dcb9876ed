import { describe, expect, it } from 'vitest';
import { notedStatistics } from '../stored.js';
import { history, saying, syncOnce } from './history-command.js';
import { openHouse } from './house.js';

const WITHOUT =
  'without statistics in Home Assistant: run the bridge until it shows a value, and see that recorder does not exclude it';
const DISABLED = 'disabled in Home Assistant: enable the entity there first';
const NO_RECORDER = saying(
  'Home Assistant keeps no statistics: its recorder is switched off (neither recorder nor default_config in its configuration.yaml), or has failed (see its log)',
);

/** The last one of a key counts: the configuration of the tests has one already. */
const recorder = (settings: string) => `recorder: { commit_interval: 1, ${settings} }\n`;
const withoutRecorder = (yaml: string) => yaml.replace(/^(recorder|history|logbook):.*\n/gm, '');

describe('history, when Home Assistant does not record', () => {
  it('says so of entities that are excluded, of a recorder that is off, and of one that does not start', async () => {
    const house = await openHouse({ yaml: recorder('exclude: { entity_globs: [sensor.withings_*] }') });
    const { ha } = house;
    const restart = async (change: (yaml: string) => string) => {
      await ha.stop();
      await ha.configure(change);
      await ha.startAgain();
    };
    await syncOnce(house);

    const nothing = new RegExp(
      `^nothing of this account can be written: \\w+ and \\d+ more are ${WITHOUT}; \\w+ and \\d+ more are ${DISABLED}\\n$`,
    );
    expect(await history(house)).toEqual(saying(nothing));
    expect(await history(house, ['--metrics', 'weight'])).toEqual(saying(`weight is ${WITHOUT}`));

    await restart(withoutRecorder);
    expect(await history(house)).toEqual(NO_RECORDER);

    await restart((yaml) => yaml + recorder('db_url: "sqlite:////nowhere/at/all.db", db_max_retries: 1'));
    expect(await history(house)).toEqual(NO_RECORDER);

    await restart((yaml) => withoutRecorder(yaml) + recorder('no_such_setting: 1'));
    expect(await history(house)).toEqual(NO_RECORDER);

    expect(await notedStatistics(house.data('.'))).toEqual([]);
  });
});
