import { describe, expect, it } from 'vitest';
import { ANNA, cloudWith } from '../demo/helpers.js';
import { callsOf, failureOf, testClient, testServer } from './support.js';

const answering = (date: string, code = 200, body = '{"status":0,"body":{}}') =>
  testServer((_, response) => void response.writeHead(code, { date }).end(body));

describe('the time at Withings', () => {
  it('is what its newest answer says', async () => {
    const { cloud, clock } = await cloudWith([]);
    const client = testClient(cloud);
    expect(client.serverTime()).toBeUndefined();

    await client.getRawMeasures();
    expect(client.serverTime()).toBe(clock.now());

    clock.forward(3600);
    await client.getDevices();
    expect(client.serverTime()).toBe(clock.now());
  });

  it('goes on by a clock that nobody sets', async () => {
    const { cloud, clock } = await cloudWith([]);
    const stopwatch = { now: 5000 };
    const client = testClient(cloud, { stopwatch: () => stopwatch.now });
    expect(client.serverClock()).toBeUndefined();

    await client.getRawMeasures();
    stopwatch.now += 90_000;

    expect(client.serverClock()).toBe(clock.now() + 90_000);
    expect(client.serverTime()).toBe(clock.now());
  });

  it.each([
    ['a gateway’s page', 'Sun, 01 Mar 2026 12:00:00 GMT', 502, '<html>'],
    ['a date that is none', 'soon', 200, '{"status":0,"body":{}}'],
  ])('is unknown with %s', async (_, date, code, body) => {
    const { cloud } = await cloudWith([]);
    const client = testClient(cloud, { baseUrl: await answering(date, code, body) });

    if (code === 200) await client.getDevices();
    else await failureOf(client.getDevices());

    expect(client.serverTime()).toBeUndefined();
  });

  it('signs calls, where it is known: Withings takes no signature of another hour', async () => {
    const { cloud, clock } = await cloudWith([]);
    const [stopwatch, ours] = [{ now: 5000 }, clock.now() - 3_600_000];
    const client = testClient(cloud, { clock: () => ours, stopwatch: () => stopwatch.now });
    await client.getDevices();
    stopwatch.now += 90_000;
    clock.forward(90);

    await client.getNonce();
    await client.revokeAccess(String(ANNA));

    const signed = cloud.requests.filter(({ action }) => action === 'getnonce');
    expect(signed.map(({ params }) => Number(params.timestamp))).toEqual([clock.seconds(), clock.seconds()]);
    expect(callsOf(cloud).at(-1)).toBe('revoke 0');
  });

  it('is taken to be ours before it is known', async () => {
    const { cloud, clock } = await cloudWith([]);
    const client = testClient(cloud, { clock: () => clock.now() - 60_000 });

    await client.getNonce();

    expect(cloud.requests[0]?.params.timestamp).toBe(String(clock.seconds() - 60));
  });
});
