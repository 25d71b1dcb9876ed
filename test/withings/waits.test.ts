import { describe, expect, it } from 'vitest';
import { failureOf, lonelyClient, testServer } from './support.js';

const BUSY = { status: 601, body: { wait_seconds: 188 }, error: 'Same arguments in less than 10 seconds' };
const TOKENS = { userid: 7001, access_token: 'a2', refresh_token: 'r2' };

/** A server that answers in turn, the last answer for ever, and how often it was asked. */
async function answering(...answers: object[]) {
  const asked: string[] = [];
  const url = await testServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(JSON.stringify(answers[Math.min(asked.length, answers.length) - 1]));
  });
  return { asked, url };
}

describe('Withings says how long to wait in the body', () => {
  it.each([
    ['getmeas', (client: ReturnType<typeof lonelyClient>) => client.getRawMeasures()],
    ['getdevice', (client: ReturnType<typeof lonelyClient>) => client.getDevices()],
    ['getnonce', (client: ReturnType<typeof lonelyClient>) => client.getNonce()],
    ['a refresh', (client: ReturnType<typeof lonelyClient>) => client.refreshAccessToken()],
    ['a code', (client: ReturnType<typeof lonelyClient>) => client.getAccessToken('code', 'http://localhost/')],
  ])('%s: one call, and an error that says it', async (_, call) => {
    const { asked, url } = await answering(BUSY);

    const failure = await failureOf(call(lonelyClient(url)));

    expect(failure).toMatchObject({ name: 'RateLimitError', status: 601, retryAfter: 188 });
    expect(failure.message).toMatch(/\(Same arguments in less than 10 seconds\); wait 188 s$/);
    expect(asked).toHaveLength(1);
  });

  it('a code waits as long as it lives', async () => {
    const { asked, url } = await answering({ ...BUSY, body: { wait_seconds: 12 } }, { status: 0, body: TOKENS });
    const slept: number[] = [];
    const client = lonelyClient(url, { sleep: async (milliseconds) => void slept.push(milliseconds) });

    const tokens = await client.getAccessToken('code', 'http://localhost/');

    expect(tokens.accessToken).toBe('a2');
    expect([slept, asked.length]).toEqual([[12_000], 2]);
  });
});

describe('a client that is stopped', () => {
  it('rejects with the reason of its signal, which is no failure of Withings', async () => {
    const { url, asked } = await answering({ status: 601 });
    const stop = new AbortController();
    const client = lonelyClient(url, { signal: stop.signal });
    stop.abort();

    for (const call of [client.getRawMeasures(), client.refreshAccessToken(), client.getNonce()]) {
      expect(await failureOf(call)).toBe(stop.signal.reason);
    }
    expect(asked).toEqual([]);
  });
});
