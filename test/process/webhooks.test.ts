import { Agent, request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nextWeighIn } from '../../src/demo/invented-people.js';
import { ANNA, BEN } from '../demo/helpers.js';
import { isArchived, tablesOf } from '../stored.js';
import { startDoors } from './doors.js';
import { type Home, home, type Run, refresh, stop } from './home.js';
import { type Subscriber, subscriber } from './world.js';

const NOW = Math.floor(Date.now() / 1000);
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

interface Reachable extends Home {
  readonly seen: Subscriber;
  readonly program: Run;
  /** Where Withings posts to. */
  readonly callback: string;
}

/** A bridge that has synced, has read the past and has all its subscriptions: it asks Withings nothing more by itself. */
async function reachable(): Promise<Reachable> {
  const here = await home({ scopes: { ben: 'user.info,user.metrics,user.activity' } });
  const seen = await here.watch();
  const program = await here.run();
  await program.synced(seen);
  await expect.poll(() => here.cloud.subscriptions(ANNA).length, { timeout: 10_000 }).toBe(13);
  await expect.poll(() => here.cloud.subscriptions(BEN).length, { timeout: 10_000 }).toBe(10);
  for (const name of ['anna', 'ben']) {
    await expect.poll(() => isArchived(here.dataDir, name), { timeout: 30_000 }).toBe(true);
  }
  return { ...here, seen, program, callback: here.cloud.subscriptions(ANNA)[0]!.callbackurl };
}

const send = (callback: string, body: string) =>
  fetch(callback, { method: 'POST', headers: FORM, body }).then(({ status }) => status);

function weightOf({ cloud }: Home): string {
  const { measures } = nextWeighIn(cloud.people.get(ANNA)!, Date.now());
  const { value, unit } = measures.find(({ type }) => type === 1)!;
  return String(Number(`${value}e${unit}`));
}

describe('a notification', () => {
  it('of a weigh-in publishes it at once, and asks for nothing else', async () => {
    const here = await reachable();
    const asked = here.cloud.requests.length;
    const weight = weightOf(here);

    const answers = await here.cloud.notify(ANNA, 1, { startdate: NOW, enddate: NOW + 60 });

    expect(answers).toEqual([200]);
    expect(await here.seen.sees('withings/anna/weight', (payload) => payload === weight)).toBe(weight);
    const since = here.cloud.requests.slice(asked).filter(({ path }) => path !== '/notify');
    expect(since.length).toBeGreaterThan(0);
    expect(since.every(({ userid, action }) => userid === ANNA && action === 'getmeas')).toBe(true);
  });

  it('shows in bridge/info what came of it, at once', async () => {
    const here = await reachable();
    const mend = here.cloud.fault({ path: '/measure', kind: 'status', status: 293, error: 'no' });
    const measures = (payload: string) => JSON.parse(payload).accounts[0].feeds.measures;

    await here.cloud.notify(ANNA, 1);
    await here.seen.sees('withings/bridge/info', (payload) => /293/.test(measures(payload).last_error ?? ''));
    mend();
    await here.cloud.notify(ANNA, 1);

    await here.seen.sees('withings/bridge/info', (payload) => measures(payload).last_error === null);
  });

  it('of a deletion puts the weight before it back', async () => {
    const here = await reachable();
    const { measuregrps } = here.cloud.people.get(ANNA)!;
    const newest = measuregrps.findIndex(({ grpid }) => grpid === 12);
    measuregrps.splice(newest, 1);

    await here.cloud.notify(ANNA, 1, { startdate: NOW - 3600, enddate: NOW - 3599 });

    expect(await here.seen.sees('withings/anna/weight', (payload) => payload !== '70.25')).toBe('71');
  });

  it('of the bed is in_bed, and is known after a restart on another broker', async () => {
    const { cloud, program, seen, run, dataDir } = await reachable();
    const bed = (appli: 50 | 51, start: number) => cloud.notify(ANNA, appli, { deviceid: 'mat', startdate: start });

    await bed(50, NOW - 600);
    expect(await seen.sees('withings/anna/in_bed', () => true)).toBe('true');
    await bed(51, NOW - 300);
    expect(await seen.sees('withings/anna/in_bed', (payload) => payload === 'false')).toBe('false');
    // Late, and older than what is known.
    await bed(50, NOW - 500);
    await bed(50, NOW - 60);
    await seen.sees('withings/anna/in_bed', (payload) => payload === 'true');
    await stop(program);
    const other = await startDoors();
    await run({ brokerUrl: other.url });

    const later = await subscriber(other.watchUrl);
    expect(await later.sees('withings/anna/in_bed', () => true)).toBe('true');
    const attributes = JSON.parse(await later.sees('withings/anna/in_bed/attributes', () => true));
    expect(Date.parse(attributes.taken)).toBe((NOW - 60) * 1000);
    expect(attributes).toMatchObject({ value: true, device_id: 'mat' });
    const history = seen.messages.filter(({ topic }) => topic === 'withings/anna/in_bed');
    expect(history.map(({ payload }) => payload)).toEqual(['true', 'false', 'true']);
    const { reading = [], metric = [] } = tablesOf(dataDir);
    const key = metric.find((one) => one.key === 'in_bed')?.id;
    const kept = reading.filter((one) => one.metric === key).map((one) => [Number(one.taken_at) - NOW, one.value]);
    expect(kept.sort()).toEqual([
      [-300, 'false'],
      [-500, 'true'],
      [-60, 'true'],
      [-600, 'true'],
    ]);
  });

  it('of the bed with a time that cannot be counts as of now, and does not last for ever', async () => {
    const { cloud, seen } = await reachable();
    const shows = (payload: string) => seen.sees('withings/anna/in_bed', (one) => one === payload);

    for (const startdate of [4_000_000_000, Number.MAX_SAFE_INTEGER, -1]) {
      await cloud.notify(ANNA, 50, { startdate });
      await shows('true');
      const { taken } = JSON.parse(seen.payload('withings/anna/in_bed/attributes') ?? '');
      await cloud.notify(ANNA, 51, { startdate: Math.floor(Date.now() / 1000) });
      await shows('false');

      expect(Date.parse(taken)).toBeGreaterThanOrEqual((NOW - 60) * 1000);
      expect(Date.parse(taken)).toBeLessThanOrEqual(Date.now());
    }
  });

  it('of another user, of another kind, or elsewhere is not found and fetches nothing', async () => {
    const { cloud, callback, address, seen, program } = await reachable();
    const asked = cloud.requests.length;
    const said = program.output().length;

    const answers = await Promise.all([
      send(callback, 'userid=9999&appli=1'),
      send(callback, `userid=${ANNA}&appli=46`),
      send(callback, `userid=${BEN}&appli=50`),
      send(`${address}/webhook/${'0'.repeat(48)}`, `userid=${ANNA}&appli=1`),
      send(callback, 'x'.repeat(5000)),
    ]);

    expect(answers).toEqual([404, 404, 404, 404, 404]);
    expect(await send(callback, `userid=${ANNA}&appli=52`)).toBe(200);
    expect(cloud.requests.length).toBe(asked);
    const heard = seen.messages.filter(({ payload }) => payload.includes(callback.split('/').at(-1)!));
    expect(heard).toEqual([]);
    expect(program.output().slice(said)).not.toMatch(/warn|error|webhook/);
  });

  it('that comes a thousand times is fetched once or twice a second, and the bridge lives', async () => {
    const here = await home();
    const seen = await here.watch();
    await (await here.run({ pauses: 'long' })).synced(seen);
    const callback = `${here.address}/webhook/${await here.webhookSecret()}`;
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    onTestFinished(() => agent.destroy());
    const knock = () =>
      new Promise((resolve, reject) => {
        const knocking = request(callback, { method: 'POST', agent, headers: FORM }, (response) => {
          response.resume().on('end', () => resolve(response.statusCode));
        });
        knocking.on('error', reject).end(`userid=${ANNA}&appli=1`);
      });
    const asked = here.cloud.requests.length;
    const started = performance.now();

    const statuses = await Promise.all(Array.from({ length: 1000 }, knock));
    const seconds = (performance.now() - started) / 1000;
    const weight = weightOf(here);
    await knock();
    await seen.sees('withings/anna/weight', (payload) => payload === weight);

    expect(new Set(statuses)).toEqual(new Set([200]));
    const windows = here.cloud.requests.slice(asked).filter(({ params }) => params.startdate !== undefined);
    expect(windows.length).toBeLessThanOrEqual(3 + seconds);
    await refresh(seen);
    expect((await fetch(`${here.address}/health`)).status).toBe(200);
  });
});
