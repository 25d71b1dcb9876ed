import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Hold } from '../../src/withings/hold.js';
import { createTransport, type TransportOptions } from '../../src/withings/transport.js';
import { failureOf, testServer } from './support.js';

const GETMEAS = { endpoint: '/measure', action: 'getmeas', params: { lastupdate: 0 }, repeatable: true };

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

const heldUntil = (lost: AbortSignal): Hold => ({ lost, isLost: () => lost.aborted });

/** A server that answers with the HTTP codes one after the other, the last one for ever, and remembers what came. */
async function answering(codes: readonly number[], more: Partial<TransportOptions> = {}) {
  const received: Received[] = [];
  const baseUrl = await testServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const code = codes[Math.min(received.length, codes.length - 1)] ?? 200;
    received.push({ method: request.method, url: request.url, headers: request.headers, body });
    response.writeHead(code).end(code === 200 ? '{"status":0,"body":{"answer":"yes"}}' : '');
  });
  return { received, call: createTransport({ baseUrl, retryDelay: () => 0, ...more }) };
}

describe('transport', () => {
  it('posts a form with the bearer token in the header and gives the body of the envelope', async () => {
    const { call, received } = await answering([200]);

    const body = await call({
      ...GETMEAS,
      params: { lastupdate: 0, offset: undefined, text: 'a b&c=ü' },
      accessToken: 'access-1',
    });

    expect(body).toEqual({ answer: 'yes' });
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      method: 'POST',
      url: '/measure',
      headers: { authorization: 'Bearer access-1', 'content-type': expect.stringContaining('x-www-form-urlencoded') },
    });
    expect(Object.fromEntries(new URLSearchParams(received[0]?.body))).toEqual({
      action: 'getmeas',
      lastupdate: '0',
      text: 'a b&c=ü',
    });
  });

  it('sends nothing for somebody who has given it up by then', async () => {
    const { call, received } = await answering([200]);

    const asked = call({ ...GETMEAS, hold: heldUntil(AbortSignal.abort()) });

    await expect(asked).rejects.toThrow('given up before Withings answered /measure getmeas');
    expect(received).toEqual([]);
  });

  it('lets go of the answer that somebody has given up', async () => {
    const given = new AbortController();
    const baseUrl = await testServer(() => given.abort());

    await expect(createTransport({ baseUrl })({ ...GETMEAS, hold: heldUntil(given.signal) })).rejects.toThrow(
      'given up',
    );
  });

  it('sends no login where there is none', async () => {
    const { call, received } = await answering([200]);

    await call(GETMEAS);

    expect(received[0]?.headers).not.toHaveProperty('authorization');
  });

  it('repeats with the same form and login', async () => {
    const { call, received } = await answering([500, 502, 200]);

    await call({ ...GETMEAS, accessToken: 'access-1' });

    expect(received).toHaveLength(3);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    expect(received.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill('Bearer access-1'));
  });

  it('asks before every attempt', async () => {
    let asked = 0;
    const { call, received } = await answering([500, 200], {
      beforeAttempt: async () => {
        asked += 1;
      },
    });

    await call(GETMEAS);

    expect([asked, received.length]).toEqual([2, 2]);
  });

  it('an attempt that is not allowed is not made', async () => {
    const beforeAttempt = async () => {
      throw new Error('the queue is closed');
    };
    const { call, received } = await answering([200], { beforeAttempt });

    expect((await failureOf(call(GETMEAS))).message).toContain('the queue is closed');
    expect(received).toEqual([]);
  });

  it('waits as told between attempts, and longer for the second', async () => {
    const retries: number[] = [];
    const { call } = await answering([500, 500, 200], {
      retryDelay: (retry) => {
        retries.push(retry);
        return 0;
      },
    });

    await call(GETMEAS);

    expect(retries).toEqual([1, 2]);
  });

  it('reports each call once, with what went wrong', async () => {
    const reports: unknown[] = [];
    const onAnswer = (report: unknown) => void reports.push(report);
    const good = await answering([500, 200], { onAnswer });
    const bad = await answering([404], { onAnswer });

    await good.call(GETMEAS);
    await failureOf(bad.call(GETMEAS));

    const site = { endpoint: '/measure', action: 'getmeas', milliseconds: expect.any(Number) };
    expect(reports).toEqual([
      site,
      { ...site, failure: expect.objectContaining({ message: expect.stringContaining('HTTP 404') }) },
    ]);
  });

  it('says that nobody is there, and not where', async () => {
    const call = createTransport({ baseUrl: 'http://127.0.0.1:1', retryDelay: () => 0 });

    const failure = await failureOf(call(GETMEAS));

    expect(failure).toMatchObject({
      name: 'TransportError',
      status: undefined,
      endpoint: '/measure',
      action: 'getmeas',
    });
    expect(failure.message).toContain('ECONNREFUSED');
  });

  it('has as cause what the system says, in an error of its own that carries no secret', async () => {
    const secrets = {
      client_secret: 'secret-of-the-client',
      refresh_token: 'token-to-refresh',
      code: 'code-of-a-login',
    };
    const call = createTransport({
      ...{ baseUrl: 'http://127.0.0.1:1', retryDelay: () => 0 },
      beforeAttempt: async () => {},
    });
    const bare = createTransport({
      ...{ baseUrl: 'http://127.0.0.1:1', retryDelay: () => 0, blank: (text) => text.replaceAll('hidden-word', '***') },
      beforeAttempt: () => Promise.reject(new Error('no room for access-1, token-to-refresh and hidden-word')),
    });
    const request = { ...GETMEAS, params: secrets, accessToken: 'access-1' };

    const [away, full] = [await failureOf(call(request)), await failureOf(bare(request))];

    const { cause } = away as { cause?: Error };
    expect(cause?.constructor).toBe(Error);
    expect(cause).toMatchObject({ code: 'ECONNREFUSED', message: expect.stringContaining('ECONNREFUSED') });
    expect(Object.keys(cause ?? {})).toEqual(['code']);
    expect(full.cause).toEqual(new Error('no room for ***, *** and ***'));
    const shown = inspect([away, full], { depth: 20, showHidden: true, getters: true });
    for (const secret of [...Object.values(secrets), 'access-1', 'hidden-word']) expect(shown).not.toContain(secret);
  });
});
