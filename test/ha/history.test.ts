import { appendFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { withings2mqtt } from '../process/world.js';
import { type House, openHouse } from './house.js';
import { stretchToTenYears } from './ten-years.js';

const WITHIN = { timeout: 30_000, interval: 250 };

async function history(house: House, ...args: string[]) {
  const program = withings2mqtt(['history', 'anna', '-c', house.config, ...args]);
  const code = await program.exit;
  return { code, stdout: program.stdout(), stderr: program.stderr() };
}

describe('history', () => {
  it('brings ten years into the statistics', async () => {
    const house = await openHouse({ prepare: stretchToTenYears });
    await appendFile(house.config, `\nhomeassistant: { url: "${house.ha.url}", token: "${house.ha.token}" }\n`);
    const bridge = await house.startBridge();
    await expect.poll(() => house.ha.state('sensor.withings_anna_weight'), WITHIN).toMatch(/^\d/);
    bridge.process.kill('SIGTERM');
    await bridge.exit;

    console.time('first');
    const first = await history(house);
    console.timeEnd('first');
    console.log(first);
    console.time('second');
    const second = await history(house);
    console.timeEnd('second');
    console.log(second);
    console.log(await house.ha.complaints());
    console.log(await house.ha.ws({ type: 'recorder/validate_statistics' }));
  });
});
