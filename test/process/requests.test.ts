import { describe, expect, it } from 'vitest';
import type { CloudOptions } from '../../src/demo/cloud.js';
import { ANNA, BEN, group } from '../demo/helpers.js';
import { isArchived } from '../stored.js';
import { askHealth, askRefresh, refresh } from './home.js';
import { MAIN, type Subscriber, subscriber, withings2mqtt, world } from './world.js';

const REQUEST = 'withings/bridge/request';
const JUNK = [
  '',
  '{',
  'null',
  '"x"',
  '[[[[',
  '{"account":{}}',
  '{"account":"carl"}',
  '\u0000\uFFFF',
  'x'.repeat(100_000),
];

/** As the real cloud has them. */
const LIMITS = { requestsPerMinute: 120, dedupeSeconds: 10 };

async function running(limits: Partial<CloudOptions> = {}) {
  const here = await world({ cloud: limits });
  await here.authorize();
  const program = withings2mqtt(['run', '-c', here.config], {}, [], limits.dedupeSeconds ? MAIN : undefined);
  const seen = await subscriber(here.brokerUrl);
  await seen.sees('withings/bridge/info', (payload) => JSON.parse(payload).next_sync !== null);
  for (const name of ['anna', 'ben']) {
    await expect.poll(() => isArchived(here.data('.'), name), { timeout: 30_000 }).toBe(true);
  }
  await askHealth(seen);
  return { ...here, program, seen };
}

interface AccountInfo {
  readonly name: string;
  readonly feeds: Readonly<Record<string, { readonly next_sync: string }>>;
}

/** By account and feed. */
function nextSyncs(seen: Subscriber): Record<string, Record<string, string>> {
  const { accounts }: { accounts: AccountInfo[] } = JSON.parse(seen.payload('withings/bridge/info') ?? '{}');
  const times = ({ feeds }: AccountInfo) =>
    Object.fromEntries(Object.entries(feeds).map(([feed, { next_sync }]) => [feed, next_sync]));
  return Object.fromEntries(accounts.map((account) => [account.name, times(account)]));
}

describe('a refresh of one account', () => {
  it('asks for nobody else, and leaves the times at which others come', async () => {
    const { cloud, seen } = await running();
    const asked = cloud.requests.length;
    const before = nextSyncs(seen);
    const now = Math.floor(Date.now() / 1000);
    cloud.people.get(BEN)!.measuregrps.push(group(22, now, { measures: [{ value: 100, type: 1, unit: 0 }] }));

    await refresh(seen, 'ben');

    await seen.sees('withings/ben/weight', (payload) => Number(payload) > 220);
    const calls = cloud.requests.slice(asked);
    expect(calls.map(({ path }) => path)).toContain('/v2/heart');
    expect(new Set(calls.map(({ accessToken }) => accessToken)).size).toBe(1);
    expect(Object.keys(before.anna ?? {})).toContain('ecgs');
    expect(nextSyncs(seen).anna).toEqual(before.anna);
  });

  it('can be asked for two accounts at once', async () => {
    const { seen } = await running();

    await Promise.all([refresh(seen, 'anna'), refresh(seen, 'ben')]);
  });
});

describe('a refresh', () => {
  it('right after a round waits until Withings takes the same calls again, and is ok without a word', async () => {
    const { cloud, program, seen } = await running(LIMITS);
    const asked = cloud.requests.length;

    expect(await askRefresh(seen)).toMatchObject({ status: 'ok' });

    expect(cloud.requests.slice(asked).map(({ path }) => path)).toContain('/v2/heart');
    expect(program.output()).not.toMatch(/warn|fewer calls/);
  });

  it('is an error in words when a feed does not come in, of everybody and of one account', async () => {
    const { cloud, seen } = await running();
    const mend = cloud.fault({ path: '/v2/heart', kind: 'status', status: 293, error: 'no' });

    const failed = { status: 'error', error: expect.stringMatching(/anna: ecgs: .*293.*; ben: ecgs: .*293/) };
    expect(await askRefresh(seen)).toMatchObject(failed);
    expect(await askRefresh(seen, 'ben')).toMatchObject({
      status: 'error',
      error: expect.stringMatching(/^ben: ecgs/),
    });
    mend();

    expect(await askRefresh(seen, 'ben')).toMatchObject({ status: 'ok', data: {} });
    expect(await askRefresh(seen)).toMatchObject({ status: 'ok' });
  });

  it('of one account is ok while another one must be authorised, and an error for that one', async () => {
    const { cloud, seen } = await running();
    cloud.revoke(ANNA);

    const lost = { status: 'error', error: expect.stringMatching(/^anna: .*run: withings2mqtt auth anna$/) };
    expect(await askRefresh(seen, 'anna')).toMatchObject(lost);
    expect(await askRefresh(seen)).toMatchObject(lost);
    expect(await askRefresh(seen, 'ben')).toMatchObject({ status: 'ok' });
  });
});

describe('whoever may publish requests', () => {
  it('gets answers to junk, and nothing else happens', async () => {
    const { cloud, program, seen } = await running(LIMITS);
    const asked = cloud.requests.length;
    const before = seen.messages.length;

    for (const command of ['health_check', 'reboot', '__proto__', 'refresh/anna', 'x'.repeat(500)]) {
      for (const junk of JUNK) await seen.client.publishAsync(`${REQUEST}/${command}`, junk, { qos: 1 });
    }
    await seen.client.publishAsync(`${REQUEST}/health_check`, '{"transaction":"last"}', { qos: 1 });
    await seen.sees('withings/bridge/response/health_check', (payload) => payload.includes('last'));

    // What the bridge says of itself comes by its own time.
    const byItself = (topic: string) => topic.startsWith(REQUEST) || topic === 'withings/bridge/info';
    const said = seen.messages.slice(before).filter(({ topic }) => !byItself(topic));
    expect(new Set(said.map(({ topic }) => topic))).toEqual(
      new Set(['withings/bridge/response/health_check', 'withings/bridge/response/unknown']),
    );
    expect(said.every(({ payload, retained }) => payload.length < 300 && !retained)).toBe(true);
    expect(cloud.requests.length).toBe(asked);
    expect(program.process.exitCode).toBeNull();
  });

  it('cannot make it fetch more than the plan, however many refreshes are asked for', async () => {
    const { cloud, seen } = await running(LIMITS);
    const rounds = () => cloud.requests.filter(({ path }) => path === '/v2/heart').length;
    const before = rounds();

    const until = performance.now() + 5000;
    while (performance.now() < until) {
      await Promise.all(
        Array.from({ length: 50 }, () => seen.client.publishAsync(`${REQUEST}/refresh`, '', { qos: 1 })),
      );
    }
    await seen.client.publishAsync(`${REQUEST}/health_check`, '{"transaction":"last"}', { qos: 1 });
    await seen.sees('withings/bridge/response/health_check', (payload) => payload.includes('last'));

    const answers = seen.messages.filter(({ topic }) => topic === 'withings/bridge/response/refresh');
    expect(answers.length).toBeGreaterThan(100);
    expect(
      answers.filter(({ payload }) => payload.includes('another refresh is still under way')).length,
    ).toBeGreaterThan(answers.length / 2);
    expect(cloud.requests.length).toBeLessThanOrEqual(120);
    // Two accounts, and each waits when Withings says that a call is the same as the one before.
    expect(rounds() - before).toBeLessThanOrEqual(6);
  });
});
