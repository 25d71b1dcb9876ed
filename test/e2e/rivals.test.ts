import { describe, expect, it } from 'vitest';
import { count, startBridge } from './bridge.js';
import { type Mosquitto, startMosquitto } from './mosquitto.js';

const yaml = '  client_id: the-same\nserver:\n  enabled: false\nlog:\n  level: debug\n';
const CONNECTED = 'New client connected from \\S+ as the-same';

/** Resolves when there have been so many connections under the name. */
function connections(broker: Mosquitto, number: number) {
  return broker.logs(new RegExp(`(${CONNECTED}[\\s\\S]*){${number}}`));
}

describe('two bridges with the same client id', () => {
  it('both live, say so once, and fight less and less', async () => {
    const broker = await startMosquitto();
    const one = await startBridge(broker.url, { yaml });
    const two = await startBridge(broker.url, { yaml });

    // Waits of 1, 1, 2 and 2 seconds lie between those that follow the first two.
    await connections(broker, 5);
    const begin = performance.now();
    await connections(broker, 6);

    expect(performance.now() - begin).toBeGreaterThan(1500);
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
