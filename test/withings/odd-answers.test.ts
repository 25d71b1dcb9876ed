import { describe, expect, it } from 'vitest';
import type { Tokens } from '../../src/withings/tokens.js';
import { lonelyClient, testServer } from './support.js';

/** Made up; each is a shape that has broken another client. */
const BODIES: Readonly<Record<string, unknown>> = {
  requesttoken: { userid: 7001, access_token: 'a2', refresh_token: 'r2', expires_in: 10_800 },
  getgoals: { goals: [] },
  list: { profiles: [{ appli: 1, callbackurl: 'https://a.example/hook', comment: null, expires: null }] },
  getmeas: {
    updatetime: 1_700_000_000,
    timezone: 'Europe/Paris',
    measuregrps: [{ grpid: 5, date: 1_433_052_383, measures: [{ type: 11, value: 41, unit: 0 }] }],
  },
};

describe('answers that broke other clients', () => {
  it('break nothing here', async () => {
    const url = await testServer(async (request, response) => {
      let form = '';
      for await (const chunk of request) form += String(chunk);
      const body = BODIES[new URLSearchParams(form).get('action') ?? ''];
      response.end(JSON.stringify({ status: 0, body }));
    });
    const stored: Tokens[] = [];
    const login = { userId: '7001', scope: 'user.metrics', expiresAt: 1 };
    const client = lonelyClient(url, { ...login, onTokens: async (tokens) => void stored.push(tokens) });

    expect(await client.getGoals()).toEqual({ steps: undefined, sleep: undefined, weight: undefined });
    expect(await client.listSubscriptions()).toEqual([
      { appli: 1, callbackUrl: 'https://a.example/hook', comment: undefined },
    ]);
    expect((await client.getNormalizedMeasures()).heartPulse).toMatchObject([{ value: 41 }]);
    expect(stored).toMatchObject([{ userId: '7001', scope: 'user.metrics', refreshToken: 'r2' }]);
    expect(client.scope()).toBe('user.metrics');
  });
});
