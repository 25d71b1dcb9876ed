import { describe, expect, it } from 'vitest';
import type { Fault } from '../cloud/faults.js';
import { ANNA, cloudWith, demoCode, group, REDIRECT, testCloud } from '../demo/helpers.js';
import { callsOf, failureOf, testClient, testServer } from './support.js';

/** Short where only a time-out ends the attempt, and no limit to be met by a busy machine elsewhere. */
const timeoutOf = ({ kind }: Fault) => (kind === 'hang' || kind === 'slow' ? 1000 : 30_000);
/** What heals by itself, and the error it ends in when it does not. */
const TEMPORARY: readonly (readonly [string, Fault, string])[] = [
  ['HTTP 500', { kind: 'http', code: 500 }, 'TransportError'],
  ['HTTP 502 with JSON', { kind: 'http', code: 502, body: '{"message":"bad gateway"}' }, 'TransportError'],
  ['HTTP 503', { kind: 'http', code: 503 }, 'TransportError'],
  ['a reset', { kind: 'reset' }, 'TransportError'],
  ['a reset in the middle', { kind: 'reset', when: 'middle' }, 'TransportError'],
  ['an HTML page', { kind: 'html' }, 'TransportError'],
  ['an empty body', { kind: 'empty' }, 'TransportError'],
  ['half of the answer', { kind: 'truncated' }, 'TransportError'],
  ['no status', { kind: 'http', code: 200, body: '{}' }, 'TransportError'],
  ['no answer in time', { kind: 'hang' }, 'TransportError'],
  ['an answer that trickles in', { kind: 'slow' }, 'TransportError'],
  ['status 215', { kind: 'status', status: 215 }, 'WithingsError'],
  ['status 522', { kind: 'status', status: 522, body: null }, 'WithingsError'],
  ['status 524', { kind: 'status', status: 524, body: undefined }, 'WithingsError'],
];

describe('what heals by itself', () => {
  it.each(TEMPORARY)('%s: the third attempt succeeds', async (_, fault) => {
    const { cloud } = await cloudWith([group(1, 100)]);
    cloud.fault({ ...fault, times: 2 });

    const { measuregrps } = await testClient(cloud, { timeout: timeoutOf(fault) }).getRawMeasures();

    expect(measuregrps).toHaveLength(1);
    expect(cloud.requests).toHaveLength(3);
  });

  it.each(TEMPORARY)('%s: there is no fourth', async (_, fault, name) => {
    const { cloud } = await cloudWith([group(1, 100)]);
    cloud.fault({ ...fault, times: 3 });

    const failure = await failureOf(testClient(cloud, { timeout: timeoutOf(fault) }).getRawMeasures());

    expect(failure).toMatchObject({ name, endpoint: '/measure', action: 'getmeas' });
    expect(cloud.requests).toHaveLength(3);
  });
});

describe('what does not', () => {
  it('the server says how long to wait', async () => {
    const { cloud } = await cloudWith([group(1, 100)]);
    cloud.fault({ kind: 'http', code: 429, headers: { 'Retry-After': '7' }, times: 1 });
    cloud.fault({ kind: 'http', code: 429 });
    const client = testClient(cloud);

    const failures = [await failureOf(client.getRawMeasures()), await failureOf(client.getRawMeasures())];

    expect(failures).toMatchObject([{ retryAfter: 7 }, { retryAfter: 61 }]);
  });

  it.each<readonly [string, Fault, string, number]>([
    ['wrong parameters', { kind: 'status', status: 503 }, 'InvalidParametersError', 503],
    ['no permission', { kind: 'status', status: 277 }, 'WithingsError', 277],
    ['a missing scope', { kind: 'status', status: 403, error: 'Insufficient_scope: no' }, 'WithingsError', 403],
    ['not implemented', { kind: 'status', status: 2554 }, 'WithingsError', 2554],
    [
      'an identical call',
      { kind: 'status', status: 601, error: 'Same arguments in less than 10 seconds' },
      'RateLimitError',
      601,
    ],
    ['HTTP 429', { kind: 'http', code: 429, headers: { 'retry-after': '7' } }, 'RateLimitError', 429],
    ['HTTP 404', { kind: 'http', code: 404 }, 'TransportError', 404],
  ])('%s: one attempt', async (_, fault, name, status) => {
    const { cloud } = await cloudWith([group(1, 100)]);
    cloud.fault(fault);

    const failure = await failureOf(testClient(cloud).getRawMeasures());

    expect(failure).toMatchObject({ name, status });
    expect(cloud.requests).toHaveLength(1);
  });

  it('a redirect is not followed: the form and the token would go along', async () => {
    let visits = 0;
    const elsewhere = await testServer((_, response) => {
      visits += 1;
      response.end('{"status":0,"body":{}}');
    });
    const { cloud } = await cloudWith([group(1, 100)]);

    for (const code of [301, 302, 307, 308]) {
      const remove = cloud.fault({ kind: 'redirect', to: `${elsewhere}/measure`, code });
      expect(await failureOf(testClient(cloud).getRawMeasures())).toMatchObject({
        name: 'TransportError',
        status: code,
      });
      remove();
    }

    expect(visits).toBe(0);
    expect(cloud.requests).toHaveLength(4);
  });
});

describe('the token endpoint', () => {
  it.each(TEMPORARY)('%s: a refresh is never repeated', async (_, fault, name) => {
    const cloud = await testCloud();
    cloud.fault({ ...fault, path: '/v2/oauth2', handled: true });
    const stored: unknown[] = [];
    const client = testClient(cloud, { timeout: timeoutOf(fault), onTokens: async (pair) => void stored.push(pair) });

    const failure = await failureOf(client.refreshAccessToken());

    expect(failure).toMatchObject({ name, endpoint: '/v2/oauth2', action: 'requesttoken' });
    expect([cloud.requests.length, stored]).toEqual([1, []]);
  });

  it('after an answer that got lost the old refresh token still works', async () => {
    const cloud = await testCloud();
    const tokens = cloud.login(ANNA);
    cloud.fault({ kind: 'reset', when: 'middle', path: '/v2/oauth2', times: 1 });
    const client = testClient(cloud, {}, tokens);

    await failureOf(client.refreshAccessToken());
    await client.refreshAccessToken();
    await client.getRawMeasures();

    expect(cloud.requests.map(({ params }) => params.refresh_token)).toEqual([
      tokens.refresh_token,
      tokens.refresh_token,
      undefined,
    ]);
    expect(cloud.requests[2]?.status).toBe(0);
  });

  it('neither is the exchange of a code', async () => {
    const cloud = await testCloud();
    const code = await demoCode(cloud);
    cloud.fault({ kind: 'http', code: 500, path: '/v2/oauth2' });

    await failureOf(testClient(cloud).getAccessToken(code, REDIRECT));

    expect(callsOf(cloud).filter((call) => call.startsWith('requesttoken'))).toEqual(['requesttoken 500']);
  });

  it('a nonce is asked for again', async () => {
    const cloud = await testCloud();
    cloud.fault({ kind: 'http', code: 500, path: '/v2/signature', times: 2 });

    expect(await testClient(cloud).getNonce()).not.toBe('');
    expect(callsOf(cloud)).toEqual(['getnonce 500', 'getnonce 500', 'getnonce 0']);
  });
});
