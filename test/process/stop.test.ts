import { mkdtempSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ANNA } from '../demo/helpers.js';
import { startFakeHomeAssistant, TOKEN } from '../statistics/fake-home-assistant.js';
import { freePort } from './port.js';
import { type Program, subscriber, type World, withings2mqtt, world } from './world.js';

/** In order it takes less than 2 s, unless the machine is busy with other tests as well; by force it takes 4.8 s. */
const SOON_MILLISECONDS = 4500;
/** From before the first line of the program up to the middle of its work. */
const INSTANTS = [0, 20, 40, 60, 80, 100, 130, 160, 200, 250, 300, 400, 550, 800];

/** What is not in the database itself yet: nothing, once the store has been closed in order. */
const isOpen = (data: World['data']) =>
  (statSync(data('withings2mqtt.db-wal'), { throwIfNoEntry: false })?.size ?? 0) > 0;
const after = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** How a program ends on a signal, and after how many milliseconds. */
async function stopped(program: Program, signal: NodeJS.Signals) {
  const before = Date.now();
  program.process.kill(signal);
  const code = await program.exit;
  return { code, by: program.process.signalCode, took: Date.now() - before };
}

describe('a signal, at any instant', () => {
  it.each(INSTANTS)('ends run %d ms after its start, in time and in order', async (instant) => {
    const { config, brokerUrl, authorize, data } = await world();
    await authorize();
    const seen = await subscriber(brokerUrl, 'withings/bridge/state');
    const program = withings2mqtt(['run', '-c', config]);
    await after(instant);

    const { code, by, took } = await stopped(program, instant % 100 === 0 ? 'SIGTERM' : 'SIGINT');

    // Node itself takes a moment before it runs the program: nothing has been begun then.
    if (by === null) expect(code, program.output()).toBe(0);
    else expect([program.output(), seen.messages]).toEqual(['', []]);
    expect(took).toBeLessThan(SOON_MILLISECONDS);
    expect(isOpen(data)).toBe(false);
    if (seen.messages.length > 0) await seen.sees('withings/bridge/state', (payload) => payload === 'offline');
    expect(program.output()).not.toMatch(/ error /);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s right after run has said online lets it say offline',
    async (signal) => {
      const { config, brokerUrl, authorize, data } = await world();
      await authorize();
      const seen = await subscriber(brokerUrl, 'withings/bridge/state');
      const program = withings2mqtt(['run', '-c', config]);
      await seen.sees('withings/bridge/state', (payload) => payload === 'online');

      const { code } = await stopped(program, signal);

      expect([code, isOpen(data)]).toEqual([0, false]);
      await seen.sees('withings/bridge/state', (payload) => payload === 'offline');
    },
  );

  it('ends run in order as its terminal goes away, of which two processes tell', async () => {
    const { config, brokerUrl, authorize, data } = await world();
    await authorize();
    const seen = await subscriber(brokerUrl, 'withings/bridge/state');
    const program = withings2mqtt(['run', '-c', config]);
    await seen.sees('withings/bridge/state', (payload) => payload === 'online');
    program.process.kill('SIGHUP');
    await after(5);

    const { code } = await stopped(program, 'SIGHUP');

    expect([code, isOpen(data)]).toEqual([0, false]);
    await seen.sees('withings/bridge/state', (payload) => payload === 'offline');
  });

  it('ends run in time while the broker takes nothing', async () => {
    const { config, authorize, data } = await world({ brokerUrl: `mqtt://127.0.0.1:${await freePort()}` });
    await authorize();
    const program = withings2mqtt(['run', '-c', config]);
    await program.prints(/no connection/);

    const { code, took } = await stopped(program, 'SIGTERM');

    expect([code, took < SOON_MILLISECONDS, isOpen(data)]).toEqual([0, true, false]);
  });

  it('that comes twice ends it at once', async () => {
    const { config, cloud, authorize } = await world();
    await authorize();
    cloud.fault({ kind: 'hang' });
    const program = withings2mqtt(['run', '-c', config]);
    await program.prints(/connected/);

    program.process.kill('SIGTERM');
    program.process.kill('SIGINT');

    expect(await program.exit).toBe(1);
  });
});

describe('a command that gives a result, interrupted before it has one', () => {
  it.each([['run --once'], ['check'], ['measures anna'], ['auth anna']])('fails: %s', async (line) => {
    const { config, cloud, authorize, data } = await world({ redirectPort: await freePort() });
    await authorize();
    const command = line.split(' ');
    const release = cloud.fault({ kind: 'hang' });
    const program = withings2mqtt([...command, '-c', config]);
    const calls = cloud.requests.length;
    if (command[0] !== 'auth') await expect.poll(() => cloud.requests.length).toBeGreaterThan(calls);
    else await program.prints(/Open this address/);

    const { code, took } = await stopped(program, 'SIGTERM');
    release();

    expect(code, program.output()).toBe(1);
    expect(took).toBeLessThan(SOON_MILLISECONDS);
    expect(isOpen(data)).toBe(false);
    expect(program.output()).not.toMatch(/FAIL/);
  });

  it('fails: history', async () => {
    // It has so much to write that nobody is through with it at once.
    const weight = { entityId: 'sensor.withings_anna_weight', uniqueId: `withings_${ANNA}_weight` };
    const ha = await startFakeHomeAssistant({
      entities: [{ ...weight, kind: 'mean', unit: 'kg', unitClass: 'mass' }],
    });
    const yaml = `server:\n  enabled: false\nhomeassistant:\n  url: ${ha.url}\n  token: ${TOKEN}\n`;
    const { config, authorize, data } = await world({ yaml });
    await authorize();
    expect(await withings2mqtt(['run', '--once', '-c', config]).exit).toBe(0);
    ha.behaviour.backlog = Array.from({ length: 1000 }, () => 1);
    const program = withings2mqtt(['history', 'anna', '-c', config]);
    await expect.poll(ha.rowsWritten).toBeGreaterThan(0);

    const { code, took } = await stopped(program, 'SIGTERM');

    expect([code, took < SOON_MILLISECONDS, isOpen(data)]).toEqual([1, true, false]);
  });

  it.each([0, 50, 150, 400])('fails %d ms after its start, too, and leaves no folder: demo --once', async (instant) => {
    const dir = mkdtempSync(join(tmpdir(), 'withings2mqtt-test-'));
    const program = withings2mqtt(['demo', '--once'], { TMPDIR: dir });
    await after(instant);

    const { code, by, took } = await stopped(program, 'SIGTERM');

    expect(by ?? code).toBe(by === null ? 1 : 'SIGTERM');
    expect(took).toBeLessThan(SOON_MILLISECONDS);
    expect(readdirSync(dir)).toEqual([]);
  });
});
