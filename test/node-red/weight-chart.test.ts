import { describe, expect, it } from 'vitest';
import { ANNA } from '../demo/helpers.js';
import { type Flows, flowsOnly, house, stepsOn } from './house.js';

const FILE = 'weight-chart.json';
const START = Date.UTC(2026, 2, 1, 6);
const HOUR = 3_600_000;

const chart = (account: string) => `node-red/chart/${account}`;

/** A weight as it lies on the broker, some hours after START. */
function weight(hours: number, value: number | null) {
  return { value, unit: 'kg', taken: new Date(START + hours * HOUR).toISOString() };
}

const point = (hours: number, y: number) => ({ x: START + hours * HOUR, y });

/** Resolves with all charts of an account so far, when everything published before has been through the flow. */
async function allCharts({ seen, publish, payloads }: Flows, account: string): Promise<unknown[]> {
  const round = payloads(chart('zoe')).length + 1;
  await publish('withings/zoe/weight/attributes', weight(round, 50));
  await seen.sees(chart('zoe'), (payload) => JSON.parse(payload).at(-1).x === START + round * HOUR);
  return payloads(chart(account)).map((payload) => JSON.parse(payload));
}

describe('weight-chart.json', () => {
  it('has each weight at its own time, once, also after a restart of Node-RED', async () => {
    const flows = await house(FILE);
    const { cloud, nodeRed, refresh } = flows;
    const before = cloud.people.get(ANNA)!.measuregrps.find(({ grpid }) => grpid === 12)!;
    const first = { x: before.date * 1000, y: 70.25 };

    const group = stepsOn(cloud, ANNA, Date.now() - 120_000, 69_950, 2340);
    await refresh();
    await refresh();
    const second = { x: group.date * 1000, y: 69.95 };
    expect(await allCharts(flows, 'anna')).toEqual([[first], [first, second]]);
    expect(nodeRed.complaints()).toEqual([]);

    await nodeRed.restart();
    const third = { x: stepsOn(cloud, ANNA, Date.now(), 70_050, 2340).date * 1000, y: 70.05 };
    await refresh();

    expect((await allCharts(flows, 'anna')).at(-1)).toEqual([first, second, third]);
    expect((await allCharts(flows, 'ben')).at(-1)).toEqual([{ x: expect.any(Number), y: 176.3698 }]);
    expect(nodeRed.complaints()).toEqual([]);
  });

  it('sorts by time, takes a correction, and leaves out duplicates and missing values', async () => {
    const flows = await flowsOnly(FILE);
    const send = (message: unknown) => flows.publish('withings/cleo/weight/attributes', message);

    await send(weight(2, 61));
    await send(weight(1, 62));
    await send(weight(3, null));
    await send({ ...weight(3, 63), taken: null });
    await send(weight(2, 61));
    await send(weight(2, 61.5));

    expect(await allCharts(flows, 'cleo')).toEqual([
      [point(2, 61)],
      [point(1, 62), point(2, 61)],
      [point(1, 62), point(2, 61.5)],
    ]);
    expect(flows.nodeRed.complaints()).toEqual([]);
  });

  it('keeps the last 100 points', async () => {
    const flows = await flowsOnly(FILE);
    const hours = Array.from({ length: 103 }, (_, index) => index);

    for (const hour of hours) await flows.publish('withings/cleo/weight/attributes', weight(hour, 60 + hour / 10));

    const last = (await allCharts(flows, 'cleo')).at(-1);
    expect(last).toEqual(hours.slice(3).map((hour) => point(hour, 60 + hour / 10)));
  });

  it('leaves its newest chart retained', async () => {
    const flows = await flowsOnly(FILE);
    await flows.publish('withings/cleo/weight/attributes', weight(1, 61));
    await allCharts(flows, 'cleo');

    await flows.nodeRed.restart();
    await flows.publish('withings/cleo/weight/attributes', weight(2, 62));

    expect((await allCharts(flows, 'cleo')).at(-1)).toEqual([point(1, 61), point(2, 62)]);
  });
});
