import { describe, expect, it } from 'vitest';
import type { Cloud } from '../../src/demo/cloud.js';
import { sign } from '../../src/demo/signature-check.js';
import { ANNA, CLIENT, createClock, getMeasures, hmac, post, type Reply, refresh, testCloud } from './helpers.js';

// Sample values of the published API description; the digests are in withings-api.md 1.5.
const SAMPLE_SECRET = 'd9286311451fc6ed71b372a075c58c5058be158f56a77865e43ab3783255424f';
const SAMPLE_CLIENT = '7573fd4a4c421ddd102dac406dc6e0e0e22f683c4a5e81ff0a5caf8b65abed67';
const SAMPLE_NONCE = 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d';

function getNonce(cloud: Cloud, timestamp: number, signature?: string): Promise<Reply> {
  return post(cloud, '/v2/signature', {
    action: 'getnonce',
    client_id: CLIENT.client_id,
    timestamp,
    signature: signature ?? hmac(`getnonce,${CLIENT.client_id},${timestamp}`),
  });
}

async function signed(cloud: Cloud, action: string, nonce: unknown, params: Record<string, string | number>) {
  const { client_id } = CLIENT;
  const signature = hmac(`${action},${client_id},${nonce}`);
  return post(cloud, '/v2/oauth2', { action, client_id, nonce: String(nonce), signature, ...params });
}

async function setup() {
  const clock = createClock();
  const cloud = await testCloud({ clock: clock.now });
  const nonce = async () => (await getNonce(cloud, clock.seconds())).body.nonce;
  return { clock, cloud, nonce };
}

describe('sign', () => {
  it.each([
    ['requesttoken', '147f1214c8b566f0fd21ee5fea344948fe2ea9edf9a00bcd00c3650517648759'],
    ['revoke', '1695c408e6163c98187ebdd47c07d53e7cd783234047d2cc5fd5daee4e165bdc'],
    ['getdemoaccess', '60bbfb521cabdf1d266204951e55fa6b719ca050bb9881ea9e4844f2f8b8ce12'],
    ['subscribe', 'cdf72e70ee6fc1ff7be709be1364b90c984aafd5a41016c1dbf98374bf8d453a'],
  ])('signs action, client_id and nonce of %s', (action, expected) => {
    expect(sign({ nonce: SAMPLE_NONCE, client_id: SAMPLE_CLIENT, action }, SAMPLE_SECRET)).toBe(expected);
  });

  it('signs action, client_id and timestamp of getnonce', () => {
    const values = { timestamp: '1594159644', action: 'getnonce', client_id: SAMPLE_CLIENT };

    expect(sign(values, SAMPLE_SECRET)).toBe('55ac4d683b9ad71cf0e27d07f652fc37d982d51ffc44390271992ffc85092459');
  });
});

describe('getnonce', () => {
  it('accepts the worked example at its time', async () => {
    const cloud = await testCloud({
      clientId: SAMPLE_CLIENT,
      clientSecret: SAMPLE_SECRET,
      clock: () => 1_594_159_644_000,
    });

    const reply = await post(cloud, '/v2/signature', {
      action: 'getnonce',
      client_id: SAMPLE_CLIENT,
      timestamp: 1_594_159_644,
      signature: '55ac4d683b9ad71cf0e27d07f652fc37d982d51ffc44390271992ffc85092459',
    });

    expect(reply).toEqual({ status: 0, body: { nonce: expect.stringMatching(/^[0-9a-f]{40}$/) } });
  });

  it('accepts a clock that is off by up to five minutes', async () => {
    const { clock, cloud } = await setup();

    const replies = [
      await getNonce(cloud, clock.seconds() - 300),
      await getNonce(cloud, clock.seconds() + 300),
      await getNonce(cloud, clock.seconds() - 301),
    ];

    expect(replies.map(({ status }) => status)).toEqual([0, 0, 342]);
    expect(replies[2]?.error).toBe('Timestamp too old');
  });

  it('refuses a wrong signature, client and timestamp', async () => {
    const { clock, cloud } = await setup();

    const wrong = await getNonce(cloud, clock.seconds(), hmac('something else'));
    const noTime = await getNonce(cloud, Number.NaN);
    const client = await post(cloud, '/v2/signature', { action: 'getnonce', client_id: 'other' });

    expect([wrong.status, noTime.status, client.status]).toEqual([342, 503, 503]);
    expect(client.error).toBe('Invalid Params: invalid client id/secret');
  });
});

describe('signed calls', () => {
  it('exchange tokens in place of the secret, with a nonce that works once', async () => {
    const { cloud, nonce } = await setup();
    const params = { grant_type: 'refresh_token', refresh_token: cloud.login(ANNA).refresh_token };
    const once = await nonce();

    const first = await signed(cloud, 'requesttoken', once, params);
    const second = await signed(cloud, 'requesttoken', once, params);

    expect(first).toMatchObject({ status: 0, body: { userid: ANNA } });
    expect(second).toMatchObject({ status: 342, error: 'The nonce is invalid' });
  });

  it('refuse a nonce after 30 minutes', async () => {
    const { clock, cloud, nonce } = await setup();
    const [early, late] = [await nonce(), await nonce()];

    clock.forward(30 * 60 - 1);
    const inTime = await signed(cloud, 'revoke', early, { userid: ANNA });
    clock.forward(1);
    const tooLate = await signed(cloud, 'revoke', late, { userid: ANNA });

    expect([inTime.status, tooLate.status]).toEqual([0, 342]);
  });

  it('refuse a signature made for another action', async () => {
    const { cloud, nonce } = await setup();
    const once = String(await nonce());
    const signature = hmac(`requesttoken,${CLIENT.client_id},${once}`);

    const { client_id } = CLIENT;
    const reply = await post(cloud, '/v2/oauth2', {
      action: 'revoke',
      client_id,
      nonce: once,
      signature,
      userid: ANNA,
    });

    expect(reply).toMatchObject({ status: 342, error: 'The signature is invalid' });
  });

  it('revoke all tokens of a user', async () => {
    const { cloud, nonce } = await setup();
    const tokens = cloud.login(ANNA);

    const reply = await signed(cloud, 'revoke', await nonce(), { userid: ANNA });

    expect(reply).toEqual({ status: 0, body: {} });
    expect((await getMeasures(cloud, tokens.access_token)).status).toBe(401);
    expect((await refresh(cloud, tokens.refresh_token)).status).toBe(503);
  });

  it('refuse an unknown user', async () => {
    const { cloud, nonce } = await setup();

    expect((await signed(cloud, 'revoke', await nonce(), { userid: 1 })).status).toBe(247);
  });

  it('give tokens of the demo user', async () => {
    const { cloud, nonce } = await setup();

    const reply = await signed(cloud, 'getdemoaccess', await nonce(), { scope_oauth2: 'user.metrics' });

    expect((await getMeasures(cloud, String(reply.body.access_token))).status).toBe(0);
  });
});
