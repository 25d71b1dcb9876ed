import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Cloud, TokenReply } from '../../src/demo/cloud.js';
import type { WithingsApiClient } from '../../src/withings/client.js';
import type { Fault } from '../cloud/faults.js';
import type { FaultyCloud } from '../cloud/faulty-cloud.js';
import { ANNA, CLIENT, demoCode, group, person, REDIRECT, testCloud } from '../demo/helpers.js';
import { testClient, testServer } from './support.js';

/** Its path is the secret of a webhook. */
const CALLBACK = 'https://bridge.example/webhook/0f1e2d3c4b5a';
const CALLS: Readonly<Record<string, (client: WithingsApiClient, code: string) => Promise<unknown>>> = {
  getRawMeasures: (client) => client.getRawMeasures(),
  getNormalizedMeasures: (client) => client.getNormalizedMeasures(),
  getDevices: (client) => client.getDevices(),
  getGoals: (client) => client.getGoals(),
  getActivity: (client) => client.getActivity('everything', ['steps']),
  getSleepSummaries: (client) => client.getSleepSummaries('everything', ['sleep_score']),
  getWorkouts: (client) => client.getWorkouts('everything', ['steps']),
  getEcgs: (client) => client.getEcgs(),
  listSubscriptions: (client) => client.listSubscriptions(),
  subscribe: (client) => client.subscribe({ appli: 1, callbackUrl: CALLBACK, comment: undefined }),
  getNonce: (client) => client.getNonce(),
  refreshAccessToken: (client) => client.refreshAccessToken(),
  getAccessToken: (client, code) => client.getAccessToken(code, REDIRECT),
};

/** `echo` is what the server repeats of the secrets it was sent. Every kind of fault, in the forms there may be. */
const FAULTS: Readonly<Record<string, (echo: string, elsewhere: string) => Fault>> = {
  'status 401': (error) => ({ kind: 'status', status: 401, error }),
  'status 503': (error) => ({ kind: 'status', status: 503, error }),
  'status 601': (error) => ({ kind: 'status', status: 601, error }),
  'status 277': (error) => ({ kind: 'status', status: 277, error }),
  'status 215': (error) => ({ kind: 'status', status: 215, error, body: { error } }),
  'HTTP 500': (body) => ({ kind: 'http', code: 500, body }),
  'HTTP 401': (body) => ({ kind: 'http', code: 401, body }),
  'HTTP 429': (body) => ({ kind: 'http', code: 429, body, headers: { 'x-echo': body } }),
  html: (echo) => ({ kind: 'html', body: `<html>${echo}</html>` }),
  'broken JSON': (echo) => ({ kind: 'http', code: 200, body: `{"status":0,"body":"${echo}` }),
  empty: () => ({ kind: 'empty' }),
  truncated: () => ({ kind: 'truncated' }),
  reset: () => ({ kind: 'reset' }),
  'reset in the middle': () => ({ kind: 'reset', when: 'middle' }),
  hang: () => ({ kind: 'hang' }),
  slow: () => ({ kind: 'slow' }),
  redirect: (echo, elsewhere) => ({ kind: 'redirect', to: `${elsewhere}/?${encodeURIComponent(echo)}` }),
  'gzip bomb': () => ({ kind: 'gzip-bomb', megabytes: 34 }),
};

/** What only a time-out ends. */
const SLOW = ['hang', 'slow', 'gzip bomb'];

/** Everything that somebody might print of an error. */
function printed(error: unknown): string {
  const chain: string[] = [];
  for (let link: unknown = error; link !== undefined; link = link instanceof Error ? link.cause : undefined) {
    chain.push(String(link), JSON.stringify(link), link instanceof Error ? `${link.message} ${link.stack}` : '');
  }
  return [...chain, inspect(error, { depth: 20, showHidden: true, getters: true })].join('\n');
}

/** Anna's client with an own pair of tokens, and all that must stay secret, new pairs included. */
async function login(cloud: Cloud, timeout: number) {
  const [tokens, code] = [cloud.login(ANNA), await demoCode(cloud)];
  const secrets = [CLIENT.client_secret, CALLBACK, tokens.access_token, tokens.refresh_token, code];
  const shown: unknown[] = [];
  const client = testClient(
    cloud,
    {
      timeout,
      onTokens: async ({ accessToken, refreshToken }) => void secrets.push(accessToken, refreshToken),
      onAnswer: (report) => void shown.push(report),
    },
    tokens,
  );
  return { client, code, secrets, shown, tokens };
}

/** Switches a fault on for all calls; each repeats the secrets that it carries. */
function spoil(
  cloud: FaultyCloud,
  fault: (echo: string) => Fault,
  { access_token }: TokenReply,
  key: string,
): () => void {
  const removes = [
    cloud.fault({ ...fault(`echo ${CLIENT.client_secret} ${key}`), path: '/v2/oauth2' }),
    cloud.fault({ ...fault('echo'), path: '/v2/signature' }),
    cloud.fault({ ...fault(`echo ${access_token} ${CALLBACK}`), path: '/notify', action: 'subscribe' }),
    cloud.fault(fault(`echo ${access_token}`)),
  ];
  return () => {
    for (const remove of removes) remove();
  };
}

describe('no error tells a secret', () => {
  it.each(Object.keys(FAULTS))('%s', async (name) => {
    const elsewhere = await testServer((_, response) => response.end());
    const cloud = await testCloud({ people: [person(ANNA, 'Anna', [group(1, 100)])] });
    for (const [call, run] of Object.entries(CALLS)) {
      const { client, code, secrets, shown, tokens } = await login(cloud, SLOW.includes(name) ? 10 : 2000);
      const key = call === 'getAccessToken' ? code : tokens.refresh_token;
      const remove = spoil(cloud, (echo) => FAULTS[name]!(echo, elsewhere), tokens, key);

      const error: unknown = await run(client, code).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      remove();

      expect(error, call).toBeInstanceOf(Error);
      const text = `${printed(error)}\n${inspect(shown, { depth: 20 })}`;
      expect(
        secrets.filter((secret) => text.includes(secret)),
        call,
      ).toEqual([]);
    }
  });

  it('wrong tokens, a wrong secret, and a cloud that is not there', async () => {
    const cloud = await testCloud();
    const dead = { access_token: 'dead-access-token', refresh_token: 'dead-refresh-token' };
    const wrong = { clientSecret: 'wrong-client-secret' };
    const errors: unknown[] = [];
    for (const more of [{}, wrong, { ...wrong, baseUrl: 'http://127.0.0.1:1' }]) {
      for (const run of Object.values(CALLS)) {
        await run(testClient(cloud, more, dead), 'dead-code').catch((error: unknown) => errors.push(error));
      }
    }

    const text = errors.map(printed).join('\n');

    expect(errors.length).toBeGreaterThan(18);
    for (const secret of [...Object.values(dead), wrong.clientSecret, CLIENT.client_secret, 'dead-code']) {
      expect(text).not.toContain(secret);
    }
  });
});
