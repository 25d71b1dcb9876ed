import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { withings2mqtt, world } from './world.js';

/** Sees to it that somebody has the port: this test, or whoever has it already. */
async function take(port: number): Promise<void> {
  const server = createServer();
  onTestFinished(() => void server.close());
  await Promise.race([once(server.listen(port, '127.0.0.1'), 'listening'), once(server, 'error')]).catch(() => {});
}

describe('mqtt.url: embedded', () => {
  it('says so when its port is taken, and what to do, and leaves nothing locked', async () => {
    await take(1883);
    const { config, authorize } = await world({ brokerUrl: 'embedded' });
    await authorize();

    for (let count = 0; count < 2; count++) {
      const program = withings2mqtt(['run', '-c', config]);

      expect(await program.exit).toBe(1);
      expect(program.stderr()).toBe(
        'mqtt.url: embedded needs port 1883 on 127.0.0.1, which another program has; if that is a broker, use it: set mqtt.url: mqtt://127.0.0.1:1883\n',
      );
    }
  });
});
