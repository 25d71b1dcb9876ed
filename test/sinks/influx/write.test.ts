import { describe, expect, it } from 'vitest';
import type { Ask, InfluxAnswer, InfluxRequest } from '../../../src/sinks/influx/ask.js';
import { authorizationOf, destinationOf, type InfluxTarget } from '../../../src/sinks/influx/influx-target.js';
import { whyNotWrite, writeLines } from '../../../src/sinks/influx/write.js';

const OLD: InfluxTarget = { url: 'http://a', database: 'health', username: 'me', password: 'geheim' };
const NEW: InfluxTarget = { url: 'http://a', bucket: 'health', org: 'home', token: 'geheim' };
const LINE = 'withings,account=anna weight=72.35 1';

const says = (status: number, text = '', headers = {}): InfluxAnswer => ({ kind: 'answer', status, text, headers });

function server(answerTo: (request: InfluxRequest) => InfluxAnswer) {
  const requests: InfluxRequest[] = [];
  const ask: Ask = async (request) => {
    requests.push(request);
    return answerTo(request);
  };
  const sizes = () => requests.map(({ body = '' }) => body.split('\n').length - 1);
  return { ask, requests, sizes };
}

describe('lines', () => {
  it.each([
    [OLD, '/write', { db: 'health', precision: 's' }],
    [NEW, '/api/v2/write', { org: 'home', bucket: 'health', precision: 's' }],
  ])('go where the server wants them', async (target, path, query) => {
    const { ask, requests } = server(() => says(204));
    expect(await writeLines(ask, target, [LINE, LINE])).toEqual({ kind: 'written' });
    expect(requests).toMatchObject([{ method: 'POST', path, query, body: `${LINE}\n${LINE}\n` }]);
    expect(JSON.stringify(requests)).not.toContain('geheim');
  });

  it('go in batches of 5,000, as far as the server takes them', async () => {
    const many = Array.from({ length: 12_000 }, () => LINE);
    const all = server(() => says(204));
    expect(await writeLines(all.ask, OLD, many)).toEqual({ kind: 'written' });
    expect(all.sizes()).toEqual([5000, 5000, 2000]);
    const none = server(() => says(503));
    expect(await writeLines(none.ask, OLD, many)).toEqual({ kind: 'away', reason: 'HTTP 503' });
    expect(none.sizes()).toEqual([5000]);
    expect(await writeLines(none.ask, OLD, [])).toEqual({ kind: 'written' });
  });

  it('go in smaller ones to a server that calls them too large', async () => {
    const { ask, sizes } = server(({ body = '' }) => says(body.split('\n').length > 3 ? 413 : 204));
    expect(
      await writeLines(
        ask,
        OLD,
        Array.from({ length: 5 }, () => LINE),
      ),
    ).toEqual({ kind: 'written' });
    expect(sizes()).toEqual([5, 3, 2, 1, 2]);
  });

  it.each([
    [says(200), { kind: 'written' }],
    [{ kind: 'away', reason: 'no' } as const, { kind: 'away', reason: 'no' }],
    [says(429, '', { 'retry-after': '7' }), { kind: 'away', reason: 'HTTP 429', waitSeconds: 7 }],
    [says(503, '{"error":"timeout"}', { 'retry-after': 'x' }), { kind: 'away', reason: 'HTTP 503: timeout' }],
    [
      says(401, '{"code":"unauthorized","message":"no"}'),
      { kind: 'refused', reason: 'HTTP 401: no; check the login below influx' },
    ],
    [says(301), { kind: 'refused', reason: 'HTTP 301; put the address it leads to into influx.url' }],
    [
      says(400, '{"error":"partial write: points beyond retention policy dropped=1"}'),
      { kind: 'partly', reason: 'they are older than its retention' },
    ],
    [
      says(422, '{"code":"unprocessable entity","message":"partial write: field type conflict: input field \\"x\\""}'),
      { kind: 'partly', reason: 'the field holds values of another type there' },
    ],
    [says(413), { kind: 'refused', reason: 'HTTP 413; check influx.url, and what that server logs' }],
  ])('%j means %j', async (answer, result) => {
    expect(await writeLines(server(() => answer).ask, OLD, [LINE])).toEqual(result);
  });

  it('are not repeated in an error, since they are values of a person', async () => {
    const answer = says(400, `{"error":"unable to parse '${LINE}': no"}`);
    const result = await writeLines(server(() => answer).ask, OLD, [LINE]);
    expect(result).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/^HTTP 400: unable to parse '…; check/),
    });
  });
});

describe('a check', () => {
  it.each([
    [says(204), undefined],
    [says(400, '{"code":"invalid","message":"writing requires points"}'), undefined],
    [
      says(400, '{"error":"database is required"}'),
      'HTTP 400: database is required; check influx.url, and what that server logs',
    ],
    [{ kind: 'away', reason: 'refused' } as const, 'refused'],
  ])('of a server that says %j', async (answer, reason) => {
    const { ask, requests } = server(() => answer);
    expect(await whyNotWrite(ask, NEW)).toBe(reason);
    expect(requests).toMatchObject([{ path: '/api/v2/write', body: '' }]);
  });
});

describe('a target', () => {
  it('is another one when another place is meant, and no secret', () => {
    expect(destinationOf(OLD)).toBe('influx http://a db=health');
    expect(destinationOf(NEW)).toBe('influx http://a org=home bucket=health');
    expect(destinationOf({ ...OLD, password: 'other' })).toBe(destinationOf(OLD));
  });

  it('is entered by a token, by a name, or by nobody', () => {
    expect(authorizationOf(NEW)).toEqual({ Authorization: 'Token geheim' });
    expect(authorizationOf(OLD)).toEqual({ Authorization: `Basic ${btoa('me:geheim')}` });
    expect(authorizationOf({ url: 'http://a' })).toEqual({});
  });
});
