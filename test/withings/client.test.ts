import { describe, expect, it } from 'vitest';
import { PUBLIC_CLOUD, WithingsApiClient } from '../../src/withings/client.js';
import { ANNA, BEN, cloudWith, createClock, group, person, testCloud } from '../demo/helpers.js';
import { callsOf, failureOf, testClient, testServer } from './support.js';

const ids = (groups: readonly unknown[]) => groups.map((row) => (row as { grpid: number }).grpid);
const groups = (count: number) => Array.from({ length: count }, (_, index) => group(index + 1, 1000 + index));

describe('getRawMeasures', () => {
  it('gives the rows as Withings sends them, with zone and time', async () => {
    const { cloud, clock } = await cloudWith([group(1, 100)]);

    const answer = await testClient(cloud).getRawMeasures();

    expect(answer).toEqual({ updatetime: clock.seconds(), timezone: 'Europe/Amsterdam', measuregrps: [group(1, 100)] });
  });

  it('asks for all types and categories, from the beginning of time', async () => {
    const { cloud } = await cloudWith([]);

    await testClient(cloud, { baseUrl: `${cloud.url}/` }).getRawMeasures();

    expect(cloud.requests[0]).toMatchObject({ path: '/measure', status: 0 });
    expect(cloud.requests[0]?.params).toEqual({ action: 'getmeas', lastupdate: '0' });
  });

  it('follows all pages by the offsets of the server', async () => {
    const { cloud } = await cloudWith(groups(7), 3);

    const { measuregrps } = await testClient(cloud).getRawMeasures();

    expect(ids(measuregrps)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(cloud.requests.map(({ params }) => params.offset)).toEqual([undefined, '3', '6']);
    expect(new Set(cloud.requests.map(({ params }) => params.lastupdate))).toEqual(new Set(['0']));
  });

  it('takes only what has changed since', async () => {
    const edited = group(9, 500, { created: 530, modified: 2000 });
    const { cloud } = await cloudWith([...groups(3), edited]);

    const { measuregrps } = await testClient(cloud).getRawMeasures(1500);

    expect(ids(measuregrps)).toEqual([9]);
  });

  it('a page that comes with the third attempt is not read twice', async () => {
    const { cloud } = await cloudWith(groups(5), 2);
    cloud.fault({ kind: 'reset', after: 1, times: 2 });

    const { measuregrps } = await testClient(cloud).getRawMeasures();

    expect(ids(measuregrps)).toEqual([5, 4, 3, 2, 1]);
  });

  it('a token that dies between two pages is refreshed', async () => {
    const { cloud } = await cloudWith(groups(4), 2);
    const found: number[] = [];

    for await (const page of testClient(cloud).measurePages({ lastUpdate: 0 })) {
      found.push(...ids(page.groups));
      cloud.expireAccessTokens(ANNA);
    }

    expect(found).toEqual([4, 3, 2, 1]);
    expect(callsOf(cloud)).toEqual(['getmeas 0', 'getmeas 401', 'requesttoken 0', 'getmeas 0']);
  });

  it.each(['strings', 'nulls'] as const)('an answer full of %s', async (kind) => {
    const { cloud } = await cloudWith(groups(3), 2);
    cloud.fault({ kind });

    const { measuregrps, timezone } = await testClient(cloud).getRawMeasures();

    expect([measuregrps.length, timezone]).toEqual([kind === 'strings' ? 3 : 0, 'Europe/Amsterdam']);
  });

  it.each([[{}], [[]], [null], [undefined]])('status 0 with the body %j is an empty answer', async (body) => {
    const { cloud } = await cloudWith(groups(1));
    cloud.fault({ kind: 'status', status: 0, body });

    const answer = await testClient(cloud).getRawMeasures();

    expect(answer).toEqual({ updatetime: undefined, timezone: undefined, measuregrps: [] });
  });
});

describe('measurePages', () => {
  it('reads between two times', async () => {
    const { cloud } = await cloudWith(groups(5));
    const found: number[] = [];

    for await (const page of testClient(cloud).measurePages({ startDate: 1001, endDate: 1003 })) {
      found.push(...ids(page.groups));
    }

    expect(found).toEqual([4, 3, 2]);
    expect(cloud.requests[0]?.params).toEqual({ action: 'getmeas', startdate: '1001', enddate: '1003' });
  });

  it.each([
    ['the same offset for ever', 200, 2],
    ['an offset that goes back', -5, 1],
    ['no offset', undefined, 1],
    ['offset 0', 0, 1],
  ])('%s ends in an error, not in an endless loop', async (_, offset, calls) => {
    let received = 0;
    const baseUrl = await testServer((_request, response) => {
      received += 1;
      response.end(JSON.stringify({ status: 0, body: { measuregrps: [group(1, 100)], more: 1, offset } }));
    });
    const client = new WithingsApiClient({ baseUrl, clientId: 'id', clientSecret: 's', accessToken: 'a' });

    const failure = await failureOf(client.getRawMeasures());

    expect(failure).toMatchObject({ name: 'TransportError', endpoint: '/measure', action: 'getmeas' });
    expect(received).toBe(calls);
  });

  it.each([[false], [0], ['0'], [undefined]])('more %j with an offset is the last page', async (more) => {
    let received = 0;
    const baseUrl = await testServer((_request, response) => {
      received += 1;
      response.end(JSON.stringify({ status: 0, body: { measuregrps: [group(1, 100)], more, offset: 200 } }));
    });
    const client = new WithingsApiClient({
      baseUrl,
      clientId: 'id',
      clientSecret: 's',
      accessToken: 'a',
    });

    expect((await client.getRawMeasures()).measuregrps).toHaveLength(1);
    expect(received).toBe(1);
  });
});

describe('tokens over HTTP', () => {
  it('refreshes five minutes early, and the old refresh token dies only with the use of the new pair', async () => {
    const clock = createClock();
    const cloud = await testCloud({ clock: clock.now });
    const old = cloud.login(ANNA);
    const alive: boolean[] = [];
    const client = testClient(
      cloud,
      {
        clock: clock.now,
        expiresAt: clock.now() + 10_800_000,
        onTokens: async () => void alive.push(cloud.isRefreshTokenAlive(old.refresh_token)),
      },
      old,
    );

    clock.forward(10_800 - 301);
    await client.getRawMeasures();
    clock.forward(1);
    await client.getRawMeasures();

    expect(callsOf(cloud)).toEqual(['getmeas 0', 'requesttoken 0', 'getmeas 0']);
    expect([alive, cloud.isRefreshTokenAlive(old.refresh_token)]).toEqual([[true], false]);
  });

  it('calls at the same time share one refresh', async () => {
    const cloud = await testCloud();
    const client = testClient(cloud);
    cloud.expireAccessTokens();

    await Promise.all([client.getRawMeasures(), client.getDevices(), client.getGoals()]);

    expect(callsOf(cloud).filter((call) => call.startsWith('requesttoken'))).toEqual(['requesttoken 0']);
  });

  it('keeps its login when the cloud answers with the tokens of somebody else', async () => {
    const cloud = await testCloud({ people: [person(ANNA, 'Anna', [group(1, 100)]), person(BEN, 'Ben')] });
    cloud.fault({ kind: 'wrong-user', path: '/v2/oauth2', userid: BEN, times: 1 });
    const client = testClient(cloud, { userId: String(ANNA) });

    expect((await failureOf(client.refreshAccessToken())).message).toContain('another user');
    expect((await client.getRawMeasures()).measuregrps).toHaveLength(1);
  });

  it('talks to the public cloud unless told otherwise', () => expect(PUBLIC_CLOUD).toBe('https://wbsapi.withings.net'));
});
