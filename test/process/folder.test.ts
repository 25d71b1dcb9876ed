import { readdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ANNA, group } from '../demo/helpers.js';
import { hasOwnMounts, onReadOnlyDisk, onSmallDisk } from './disk.js';
import { subscriber, withings2mqtt, world } from './world.js';

/** For the lease, and what SQLite has beside an open store; not for what a round brings. */
const ROOM_TO_START = 45_056;
const COMMANDS = [['run'], ['run', '--once'], ['check'], ['measures', 'anna'], ['accounts', 'list']];

describe('a data folder that is no good', () => {
  it.skipIf(!hasOwnMounts()).each(COMMANDS.map((command) => [command.join(' '), command] as const))(
    'as it is read-only: %s says so, and what to do (needs mounts of its own)',
    async (_, command) => {
      const { authorize, config, data, cloud } = await world();
      await authorize();

      const program = withings2mqtt([...command, '-c', config], {}, onReadOnlyDisk(data('.')));

      expect(await program.exit, program.output()).toBe(1);
      expect(program.output()).toMatch(
        /cannot use \S+withings2mqtt\.db: it is read-only; make the folder writable for this user \(\w+\)/,
      );
      expect(program.output()).not.toMatch(/ at .*\.js/);
      // A refresh would be lost.
      expect(cloud.requests.filter(({ path }) => path === '/v2/oauth2')).toEqual([]);
    },
  );

  it.skipIf(!hasOwnMounts())(
    'as its disk is full: a run says so once and waits, all else says so and ends (needs mounts of its own)',
    async () => {
      const { authorize, config, data, cloud } = await world();
      await authorize();
      const onFullDisk = async (...command: string[]) =>
        withings2mqtt([...command, '-c', config], {}, await onSmallDisk(data('.'), 4096));
      const words = /cannot use \S+withings2mqtt\.db: the disk is full; make room \(\w+\)/;

      for (const command of [['check'], ['run', '--once']]) {
        const program = await onFullDisk(...command);
        expect(await program.exit, program.output()).toBe(1);
        expect(program.output()).toMatch(words);
      }
      const bridge = await onFullDisk('run');
      await bridge.prints(/ error cannot use .*the disk is full; make room .*; the bridge waits for that/);
      bridge.process.kill('SIGTERM');
      expect(await bridge.exit).toBe(0);

      expect(bridge.output().match(new RegExp(words, 'g'))).toHaveLength(1);
      // A refresh would be lost.
      expect(cloud.requests.filter(({ path }) => path === '/v2/oauth2')).toEqual([]);
    },
  );

  it.skipIf(!hasOwnMounts())(
    'as its disk is full at the end of a run: that says what is not kept, once, and ends with 1 (needs mounts of its own)',
    async () => {
      const { authorize, brokerUrl, cloud, config, data } = await world();
      await authorize();
      const once = withings2mqtt(['run', '--once', '-c', config]);
      expect(await once.exit, once.output()).toBe(0);
      const weighIn = group(13, Math.floor(Date.now() / 1000), { measures: [{ value: 72, type: 1, unit: 0 }] });
      cloud.people.get(ANNA)!.measuregrps.push(weighIn);
      const seen = await subscriber(brokerUrl, 'withings/anna/weight');
      const bridge = withings2mqtt(['run', '-c', config], {}, await onSmallDisk(data('.'), ROOM_TO_START));
      await bridge.prints(/the disk is full; make room .*; what came since is kept in memory/);
      await seen.sees('withings/anna/weight', (payload) => payload === '72');

      bridge.process.kill('SIGTERM');

      expect(await bridge.exit, bridge.output()).toBe(1);
      expect(bridge.output()).toMatch(
        / error cannot use \S+withings2mqtt\.db: the disk is full; make room \(SQLITE_FULL\); what came since could not be kept: the next start fetches what Withings still has of it\n.* info {2}stopped\n$/,
      );
      expect(bridge.output().match(/could not be kept/g)).toHaveLength(1);
      expect(bridge.output()).not.toMatch(/waits for that/);
    },
  );

  it.skipIf(!hasOwnMounts())(
    'as its disk is nearly full: check says so beside a store that it can read, and leaves nothing (needs mounts of its own)',
    async () => {
      const { authorize, config, data } = await world();
      await authorize();
      const before = (await readdir(data('.'))).sort();
      const disk = await onSmallDisk(data('.'), ROOM_TO_START);
      const listing = ['sh', '-c', '"$@"; code=$?; echo "left: $(ls -A "$0")"; exit $code', data('.')];

      const program = withings2mqtt(['check', '-c', config], {}, [...disk, ...listing]);

      expect(await program.exit, program.output()).toBe(1);
      expect(program.stdout()).toMatch(
        /^FAIL {2}store: cannot use \S+data\S*: the disk is full; make room \(ENOSPC\)$/m,
      );
      expect(program.stdout()).toMatch(/^ok {4}login anna: /m);
      expect(program.stdout()).toContain(`left: ${before.join('\n')}\n`);
    },
  );

  it.each(['run', 'check'])('as there is a file in its place, or above it: %s', async (command) => {
    const { config, data } = await world();
    const place = data('../data').replace(/\/$/, '');
    await writeFile(place, 'a file');

    for (const folder of [place, `${place}/below`]) {
      const program = withings2mqtt([command, '-c', config], { WITHINGS2MQTT_DATA_DIR: folder });

      expect(await program.exit).toBe(1);
      expect(program.output()).toMatch(/cannot use \S+data\S*: there is something else in its place; check data_dir/);
    }
  });

  it.skipIf(process.platform !== 'linux')('as it is where no folder can be made', async () => {
    const { config } = await world();

    const program = withings2mqtt(['run', '-c', config], { WITHINGS2MQTT_DATA_DIR: '/proc/nothing/data' });

    expect(await program.exit).toBe(1);
    expect(program.output()).toMatch(/cannot use \/proc\/nothing\/data: no folder can be made there; check data_dir/);
  });
});
