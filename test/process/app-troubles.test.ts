import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { STEPS } from '../../src/store/sqlite/schema.js';
import { ANNA } from '../demo/helpers.js';
import { type AppWorld, appWorld } from './app-world.js';
import { subscriber } from './world.js';

/** Of SQLite's user_version in its file. */
const VERSION_PLACE = 60;
const PANEL = 'open the page (panel Withings) and connect anna';

/** What a version that does not exist yet has left at /data. @returns its file, and what it holds */
async function leftByNewer({ dir, authorize }: AppWorld): Promise<[path: string, before: Buffer]> {
  await authorize();
  const path = join(dir, 'withings2mqtt.db');
  const before = await readFile(path);
  before.writeUInt32BE(99, VERSION_PLACE);
  await writeFile(path, before);
  return [path, before];
}

describe('the log of an App', () => {
  it('says in one sentence that a newer version has written its data, and what to do', async () => {
    const app = await appWorld();
    const [path, before] = await leftByNewer(app);

    const bridge = app.run(['run']);

    expect(await bridge.exit).toBe(1);
    expect(bridge.output()).toBe(
      `${path} has version 99, written by a newer withings2mqtt (this one knows ${STEPS.length}); update the App, or ` +
        "restore the App's backup of before the update (Home Assistant: Settings > System > Backups)\n",
    );
    expect(await readFile(path)).toEqual(before);
  });

  it('names the panel of the page for a login that is lost, and no command; so does the sensor', async () => {
    const app = await appWorld();
    await app.authorize();
    app.cloud.revoke(ANNA);
    const seen = await subscriber(app.brokerUrl, 'withings/#');

    const bridge = app.run(['run']);
    await bridge.prints(/ error anna: /);
    const attributes = await seen.sees('withings/anna/authorization/attributes', (text) => text.includes('cannot'));

    expect(bridge.output()).toMatch(/ error anna: cannot get in at Withings: [^;]+; open the page \(panel Withings\) /);
    expect(JSON.parse(attributes).reason).toMatch(/^cannot get in at Withings: /);
    expect(JSON.parse(attributes).reason.endsWith(`; ${PANEL}`)).toBe(true);
    const check = app.run(['check']);
    expect(await check.exit).toBe(1);
    expect(check.stdout()).toMatch(/^FAIL {2}login anna: .*; open the page \(panel Withings\) and connect anna$/m);
    for (const output of [bridge.output(), check.output()]) expect(output).not.toContain('withings2mqtt auth');
  });

  it('names the panel where the data was damaged, or somebody has another name', async () => {
    const app = await appWorld();
    await app.authorize();
    await app.save({ client_id: 'i', client_secret: 's', accounts: [{ name: 'annie' }], mqtt: {} });
    const renamed = app.run(['run', '--once']);
    expect(await renamed.exit).toBe(1);
    await writeFile(join(app.dir, 'withings2mqtt.db'), 'no database '.repeat(1000));
    const damaged = app.run(['run', '--once']);
    expect(await damaged.exit).toBe(1);

    expect(renamed.stderr()).toMatch(
      / error annie has no login; if it is who was anna, nothing is read again: open the page \(panel Withings\) and connect annie$/m,
    );
    expect(damaged.stderr()).toMatch(
      / error the store is damaged \(it is no database\) and kept as \S+; open the page \(panel Withings\) and connect everybody, or restore a backup of the App$/m,
    );
    for (const { output } of [renamed, damaged]) expect(output()).not.toMatch(/withings2mqtt (auth|accounts)/);
  });
});
