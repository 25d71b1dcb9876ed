import { describe, expect, it } from 'vitest';
import { startBridge, startedBridge } from './bridge.js';
import { mosquittoSub, readRetainedLines } from './clients.js';
import { startMosquitto } from './mosquitto.js';

const STATE = 'withings/bridge/state';

describe('the last will', () => {
  it('says offline, retained, when the bridge is killed', async () => {
    const broker = await startMosquitto();
    const { program, sub } = await startedBridge(broker);

    program.process.kill('SIGKILL');

    expect(await sub.sees(({ topic, payload }) => topic === STATE && payload === 'offline')).toMatchObject({ qos: 1 });
    expect(await readRetainedLines(broker, STATE)).toEqual([`${STATE} offline`]);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('is not sent beside the goodbye of %s', async (signal) => {
    const broker = await startMosquitto();
    const { program, sub } = await startedBridge(broker);

    program.process.kill(signal);
    expect(await program.exit).toBe(0);

    const states = (await sub.complete()).filter(({ topic }) => topic === STATE);
    expect(states.map(({ payload }) => payload)).toEqual(['online', 'offline']);
    expect(await readRetainedLines(broker, STATE)).toEqual([`${STATE} offline`]);
  });

  it('is not needed by a bridge that is stopped the moment it says online', async () => {
    const broker = await startMosquitto();
    const sub = await mosquittoSub(broker, [STATE]);
    const { program } = await startBridge(broker.url);
    await sub.sees(({ payload }) => payload === 'online');

    program.process.kill('SIGTERM');
    expect(await program.exit).toBe(0);

    expect(await readRetainedLines(broker, STATE)).toEqual([`${STATE} offline`]);
  });

  it('stands when the broker itself stops, and the bridge takes it back', async () => {
    const broker = await startMosquitto({ persistence: true });
    const { program } = await startedBridge(broker);

    await broker.stop();
    await program.prints(/warn +no connection/);
    await broker.restart();
    const sub = await mosquittoSub(broker, [STATE]);

    expect(await sub.sees(({ payload }) => payload === 'online')).toBeTruthy();
  });
});
