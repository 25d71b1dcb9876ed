import { describe, expect, it } from 'vitest';
import { ANNA, BEN } from '../demo/helpers.js';
import { type Flows, flowsOnly, house, stepsOn } from './house.js';

const FILE = 'weigh-in.json';
const TEXTS = 'node-red/notification';

/** A weigh-in as the bridge tells of it. */
function weighIn(day: number, metrics: Record<string, { value: number | string | null; unit: string | null }>) {
  return { event_type: 'measure', taken: `2026-03-${day}T07:12:05+01:00`, metrics };
}

const kilograms = (value: number) => ({ weight: { value, unit: 'kg' } });

/** Resolves with all texts so far, when everything that was published before has been through the flow. */
async function allTexts({ seen, publish, payloads }: Flows): Promise<string[]> {
  await publish('withings/zoe/reading', weighIn(10, kilograms(50)));
  await seen.sees(TEXTS, (text) => text.startsWith('Zoe'));
  return payloads(TEXTS).filter((text) => !text.startsWith('Zoe'));
}

describe('weigh-in.json', () => {
  it('tells of each weigh-in, with the difference to the last one', async () => {
    const flows = await house(FILE);
    const { cloud, seen, refresh } = flows;
    const first = 'Anna: 70.0 kg (0.3 kg less than last time), 23.4 % fat';
    const pounds = 'Ben: 178.6 lb (2.2 lb more than last time), 25.0 % fat';
    const more = 'Anna: 70.4 kg (0.4 kg more than last time), 23.5 % fat';
    const same = 'Anna: 70.4 kg (the same as last time), 23.5 % fat';

    stepsOn(cloud, ANNA, Date.now() - 180_000, 69_950, 2344);
    await refresh();
    await seen.sees(TEXTS, (text) => text === first);
    await refresh();
    stepsOn(cloud, BEN, Date.now(), 81_000, 2500);
    await refresh();
    await seen.sees(TEXTS, (text) => text === pounds);
    stepsOn(cloud, ANNA, Date.now() - 120_000, 70_350, 2345);
    stepsOn(cloud, ANNA, Date.now() - 60_000, 70_350, 2345);
    await refresh();

    expect(await allTexts(flows)).toEqual([first, pounds, more, same]);
    expect(flows.nodeRed.complaints()).toEqual([]);
  });

  it('knows the last weigh-in after a restart of Node-RED', async () => {
    const flows = await house(FILE);
    const { cloud, nodeRed, refresh, seen } = flows;
    const before = 'Anna: 72.7 kg (2.4 kg more than last time), 23.4 % fat';
    stepsOn(cloud, ANNA, Date.now() - 60_000, 72_650, 2340);
    await refresh();
    await seen.sees(TEXTS, (text) => text === before);

    await nodeRed.restart();
    stepsOn(cloud, ANNA, Date.now(), 72_350, 2340);
    await refresh();

    const after = 'Anna: 72.4 kg (0.3 kg less than last time), 23.4 % fat';
    expect(await allTexts(flows)).toEqual([before, after]);
    expect(nodeRed.complaints()).toEqual([]);
  });

  it('says only what it knows, in the unit of the account', async () => {
    const flows = await flowsOnly(FILE);
    const { publish } = flows;
    const tell = (account: string, message: unknown) => publish(`withings/${account}/reading`, message);

    await publish('withings/cleo/weight/attributes', { value: null, unit: 'kg', taken: null });
    await tell('cleo', weighIn(11, kilograms(61.25)));
    await tell('cleo', weighIn(12, { weight: { value: 135.1, unit: 'lb' } }));
    await tell('cleo', weighIn(13, { heart_rate: { value: 61, unit: 'bpm' } }));
    await tell('cleo', weighIn(14, { weight: { value: null, unit: 'lb' } }));
    await tell('cleo', { ...weighIn(15, kilograms(60)), event_type: 'workout' });
    await tell('dan', weighIn(11, { weight: { value: 11.3929, unit: 'st' }, fat_ratio: { value: null, unit: '%' } }));
    await tell('dan', weighIn(12, { weight: { value: 11.3571, unit: 'st' }, fat_ratio: { value: 20, unit: '%' } }));

    expect(await allTexts(flows)).toEqual([
      'Cleo: 61.3 kg',
      'Cleo: 135.1 lb',
      'Dan: 11 st 5.5 lb',
      'Dan: 11 st 5.0 lb (0.5 lb less than last time), 20.0 % fat',
    ]);
    expect(flows.nodeRed.complaints()).toEqual([]);
  });

  it('forgets a weigh-in that was deleted at Withings', async () => {
    const flows = await flowsOnly(FILE);
    const { publish, seen } = flows;

    await publish('withings/cleo/reading', weighIn(11, kilograms(61)));
    await publish('withings/cleo/reading', weighIn(12, kilograms(16)));
    await seen.sees(TEXTS, (text) => text.startsWith('Cleo: 16.0 kg'));
    await publish('withings/cleo/weight/attributes', { value: 61, unit: 'kg', taken: '2026-03-11T07:12:05+01:00' });
    await publish('withings/cleo/reading', weighIn(13, kilograms(61.5)));

    expect((await allTexts(flows)).at(-1)).toBe('Cleo: 61.5 kg (0.5 kg more than last time)');
  });
});
