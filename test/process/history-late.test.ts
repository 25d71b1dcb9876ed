import { appendFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { NOTHING_DUE } from '../../src/store/store.js';
import { group, person } from '../demo/helpers.js';
import { startFakeHomeAssistant, TOKEN } from '../statistics/fake-home-assistant.js';
import { withStore } from '../stored.js';
import { subscriber, withings2mqtt, world } from './world.js';

const SHORT_PAUSES = { NODE_OPTIONS: `--import=${new URL('./short-pauses.mjs', import.meta.url)}` };
const ANNA = 7001;
const WEIGHT = 'sensor.anna_weight';
const HOUR = 3600;
const WITHIN = { timeout: 20_000, interval: 100 };

const now = Math.floor(Date.now() / 1000);
const hoursAgo = (hours: number) => now - (now % HOUR) - hours * HOUR;

async function bridgeBesideHomeAssistant() {
  const weight = { uniqueId: `withings_${ANNA}_weight`, unit: 'kg', unitClass: 'mass' } as const;
  const ha = await startFakeHomeAssistant({ entities: [{ entityId: WEIGHT, kind: 'mean', ...weight }] });
  const anna = person(ANNA, 'anna');
  anna.measuregrps = [group(1, hoursAgo(50)), group(2, hoursAgo(40))];
  const parts = await world({ cloud: { people: [anna, person(7002, 'ben')] } });
  await appendFile(parts.config, `\nhomeassistant: { url: "${ha.url}", token: "${TOKEN}", import_history: true }\n`);
  await parts.authorize();
  const written = () => [...ha.statistic(WEIGHT).hours.keys()].sort();
  const due = async () => (await withStore(parts.data('.'), ({ statistics }) => statistics.due(String(ANNA))))?.since;
  return { ...parts, ha, anna, written, due };
}

describe('homeassistant.import_history', () => {
  it('writes the past after the first sync, and what comes late afterwards', async () => {
    const { config, brokerUrl, anna, written, due } = await bridgeBesideHomeAssistant();
    const bridge = withings2mqtt(['run', '-c', config], SHORT_PAUSES);

    await expect.poll(written, WITHIN).toEqual([hoursAgo(50), hoursAgo(40)]);
    await expect.poll(due, WITHIN).toBe(NOTHING_DUE);
    // One that is told of, and old data of which nobody is.
    anna.measuregrps.push(group(3, hoursAgo(30), { created: now, modified: now }));
    anna.measuregrps.push(group(4, hoursAgo(200), { created: now, modified: now }));
    const seen = await subscriber(brokerUrl, 'withings/#');
    await seen.client.publishAsync('withings/bridge/request/refresh', '{}');

    await expect.poll(written, WITHIN).toEqual([hoursAgo(200), hoursAgo(50), hoursAgo(40), hoursAgo(30)]);
    await expect.poll(due, WITHIN).toBe(NOTHING_DUE);
    bridge.process.kill('SIGTERM');
    expect(await bridge.exit).toBe(0);
    expect(bridge.stderr()).toMatch(/info .*anna: history in Home Assistant: 2 hours written/);
    expect(bridge.output()).not.toContain(TOKEN);
  });

  it('says once that Home Assistant is away, and keeps what is due', async () => {
    const { config, brokerUrl, ha, due } = await bridgeBesideHomeAssistant();
    await ha.close();
    const bridge = withings2mqtt(['run', '-c', config], SHORT_PAUSES);

    await bridge.prints(/warn .*anna: no history in Home Assistant yet: .*cannot be reached/);

    const seen = await subscriber(brokerUrl, 'withings/#');
    await seen.sees('withings/anna/weight', (payload) => Number(payload) > 0);
    expect(await due()).toBe('0000-01-01');
    bridge.process.kill('SIGTERM');
    expect(await bridge.exit).toBe(0);
  });
});
