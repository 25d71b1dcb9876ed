import { describe, expect, it } from 'vitest';
import { count, startBridge } from './bridge.js';
import { type Mosquitto, startMosquitto } from './mosquitto.js';

const yaml = '  client_id: the-same\nserver:\n  enabled: false\nlog:\n  level: debug\n';
const CONNECTED = 'New client connected from \\S+ as the-same';

/** When the last of so many connections under the name was, once there have been so many; seconds by the broker's log. */
async function connection(broker: Mosquitto, number: number): Promise<number> {
  const [all] = await broker.logs(new RegExp(`(${CONNECTED}[\\s\\S]*?){${number}}`));
  const before = all.slice(0, all.lastIndexOf('New client connected'));
  return Number(/(\d+): $/.exec(before)?.[1]);
}

describe('two bridges with the same client id', () => {
  it('both live, say so once, and fight less and less', async () => {
    const broker = await startMosquitto();
    const one = await startBridge(broker.url, { yaml });
    const two = await startBridge(broker.url, { yaml });

    // Waits of 1, 1, 2 and 2 seconds lie between those that follow the first two.
    const before = await connection(broker, 5);
    expect((await connection(broker, 6)) - before).toBeGreaterThanOrEqual(1);
    // Thrown out three times.
    await one.program.prints(/error .*does another client use the same mqtt\.client_id/);
    for (const { program } of [one, two]) {
      expect(count(program, /warn /)).toBe(1);
      expect(count(program, /error /)).toBeLessThanOrEqual(1);
      expect(count(program, /info +connected to the broker/)).toBeLessThanOrEqual(3);
      expect(program.process.exitCode).toBeNull();
    }
  });
});
