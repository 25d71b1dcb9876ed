import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { asSynced, history, setUp } from './history-command.js';
import { withings2mqtt, world } from './world.js';

describe('damaged files', () => {
  it('keeps damaged tokens aside and asks for a new login', async () => {
    const { config, authorize, data } = await world();
    await authorize();
    await writeFile(data('tokens.json'), '{"version":1,"acc');

    const program = withings2mqtt(['run', '--once', '-c', config]);

    expect(await program.exit).toBe(1);
    expect(program.stderr()).toMatch(/error anna: .*tokens.json is damaged.*withings2mqtt auth anna/);
    expect(await readFile(data('tokens.json.damaged-1'), 'utf8')).toBe('{"version":1,"acc');
  });

  it('keeps a damaged state aside and syncs anew', async () => {
    const { config, authorize, data } = await world();
    await authorize();
    await withings2mqtt(['run', '--once', '-c', config]).exit;
    await writeFile(data('state.json'), 'x');

    const program = withings2mqtt(['run', '--once', '-c', config]);

    expect(await program.exit, program.output()).toBe(0);
    expect(program.stderr()).toMatch(/warn .*state.json is damaged.*state.json.damaged-1/);
    expect(JSON.parse(await readFile(data('state.json'), 'utf8')).accounts.anna.readings.weight.value).toBe(70.25);
  });

  it('says so before history goes on without it', async () => {
    const { here } = await setUp();
    await asSynced(here);
    await writeFile(here.data('state.json'), '{"version":1,');

    const { code, stderr } = await history(here);

    expect(code).toBe(1);
    expect(stderr).toMatch(
      / warn {2}state\.json is damaged \(.*\) and kept as .*damaged-1; the next run of the bridge/,
    );
    expect(stderr).toMatch(/anna has never been synced/);
  });
});
