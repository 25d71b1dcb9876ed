import { describe, expect, it } from 'vitest';
import { withings2mqtt, world } from './world.js';

const TAKEN =
  'mqtt.url: embedded needs port 1883 on 127.0.0.1, which another program has; if that is a broker, use it: set mqtt.url: mqtt://127.0.0.1:1883';

describe('mqtt.url: embedded', () => {
  // By `hold-ports.ts`.
  it('says so when its port is taken, and what to do, and leaves nothing locked', async () => {
    const { config, authorize } = await world({ brokerUrl: 'embedded' });
    await authorize();

    for (let count = 0; count < 2; count++) {
      const program = withings2mqtt(['run', '-c', config]);

      expect(await program.exit).toBe(1);
      expect(program.stderr()).toBe(`${TAKEN}\n`);
    }
    const check = withings2mqtt(['check', '-c', config]);
    expect(await check.exit).toBe(1);
    expect(check.stdout()).toContain(`FAIL  broker: ${TAKEN}\n`);
  });
});
