import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { faultyCloud, refresh } from '../demo/helpers.js';

describe('kinds of fault', () => {
  it('status: with an error and any body', async () => {
    const plain = await faultyCloud({ kind: 'status', status: 2555 });
    const odd = await faultyCloud({ kind: 'status', status: 601, error: 'Too Many Request', body: [] });
    const none = await faultyCloud({ kind: 'status', status: 402, body: undefined });

    expect(await (await plain.answer()).json()).toEqual({ status: 2555, body: {} });
    expect(await (await odd.answer()).json()).toEqual({ status: 601, body: [], error: 'Too Many Request' });
    expect(await (await none.answer()).json()).toEqual({ status: 402 });
  });

  it('http: with headers and body', async () => {
    const limit = await faultyCloud({ kind: 'http', code: 429, headers: { 'retry-after': '7' }, body: 'slow down' });
    const broken = await faultyCloud({ kind: 'http', code: 503 });

    const [first, second] = [await limit.answer(), await broken.answer()];

    expect([first.status, first.headers.get('retry-after'), await first.text()]).toEqual([429, '7', 'slow down']);
    expect([second.status, second.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8']);
    expect(limit.statuses()).toEqual([429]);
  });

  it('html: a page with HTTP 200', async () => {
    const { answer, statuses } = await faultyCloud({ kind: 'html' });

    const response = await answer();

    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await response.text()).toContain('<html');
    expect(statuses()).toEqual([200]);
  });

  it('empty: no body', async () => {
    const { answer } = await faultyCloud({ kind: 'empty' });

    const response = await answer();

    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('truncated: half of the JSON', async () => {
    const { answer } = await faultyCloud({ kind: 'truncated' });

    const text = await (await answer()).text();

    expect(text).toMatch(/^\{"status":0/);
    expect(() => JSON.parse(text)).toThrow();
  });

  it('reset: nothing at all, or half of the body', async () => {
    const start = await faultyCloud({ kind: 'reset' });
    const middle = await faultyCloud({ kind: 'reset', when: 'middle' });

    await expect(start.answer()).rejects.toThrow();
    const half = await middle.answer();
    expect(half.status).toBe(200);
    await expect(half.text()).rejects.toThrow();
    expect([...start.statuses(), ...middle.statuses()]).toEqual([-1, -1]);
  });

  it('hang: no answer, and closing the cloud ends it', async () => {
    const { cloud, answer } = await faultyCloud({ kind: 'hang' });
    const failed = answer().then(
      () => 'answered',
      () => 'cut',
    );
    await expect.poll(() => cloud.requests.length).toBe(1);

    await cloud.close();

    expect(await failed).toBe('cut');
    expect(cloud.requests[0]?.status).toBe(-1);
  });

  it('hang: the client may give up', async () => {
    const { answer } = await faultyCloud({ kind: 'hang' });

    await expect(answer(AbortSignal.timeout(30))).rejects.toThrow();
  });

  it('slow: the true answer in small pieces', async () => {
    const { answer } = await faultyCloud({ kind: 'slow', bytes: 40, pauseMs: 1 });

    const response = await answer();

    expect(await response.json()).toMatchObject({ status: 0, body: { measuregrps: [{ grpid: 1 }] } });
  });

  it('slow: closing the cloud ends it', async () => {
    const { cloud, answer } = await faultyCloud({ kind: 'slow', pauseMs: 60_000 });
    const response = await answer();

    await cloud.close();

    await expect(response.text()).rejects.toThrow();
  });

  it('strings: numbers of the body as strings', async () => {
    const { answer } = await faultyCloud({ kind: 'strings' });

    expect(await (await answer()).json()).toMatchObject({
      status: 0,
      body: {
        updatetime: expect.any(String),
        measuregrps: [{ grpid: '1', measures: [{ value: '70000', unit: '-3' }] }],
      },
    });
  });

  it('nulls: null in place of lists', async () => {
    const { answer } = await faultyCloud({ kind: 'nulls' });

    expect(await (await answer()).json()).toMatchObject({ status: 0, body: { measuregrps: null } });
  });

  it('redirect: to another address', async () => {
    const { answer, statuses } = await faultyCloud({ kind: 'redirect', to: 'http://127.0.0.1:1/', code: 307 });

    const response = await answer();

    expect([response.status, response.headers.get('location')]).toEqual([307, 'http://127.0.0.1:1/']);
    expect(statuses()).toEqual([307]);
  });

  it('wrong-user: tokens for somebody else', async () => {
    const { cloud, tokens } = await faultyCloud({ action: 'requesttoken', kind: 'wrong-user', userid: 42 });

    const reply = await refresh(cloud, tokens.refresh_token);

    expect(reply).toMatchObject({ status: 0, body: { userid: 42, access_token: expect.any(String) } });
  });

  it('gzip-bomb: a small answer that unpacks to a large one', async () => {
    const { answer } = await faultyCloud({ kind: 'gzip-bomb', megabytes: 3 });

    const response = await answer();
    const packed = Number(response.headers.get('content-length'));
    const text = await response.text();

    expect(packed).toBeLessThan(gzipSync(Buffer.alloc(3 * 1_048_576, ' ')).length * 2);
    expect(text.length).toBeGreaterThan(3 * 1_048_576);
    expect(JSON.parse(text)).toMatchObject({ status: 0 });
  });
});
