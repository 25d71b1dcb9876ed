import { describe, expect, it } from 'vitest';
import type { InfluxAnswer, InfluxRequest } from '../../../src/sinks/influx/ask.js';
import { readBack, type ServerKind, serverKindOf } from '../../../src/sinks/influx/read-back.js';
import { delivery } from './samples.js';

const OLD = { url: 'http://a', database: 'health' };
const NEW = { url: 'http://a', bucket: 'health', org: 'home' };
const says = (text: string, status = 200, headers = {}): InfluxAnswer => ({ kind: 'answer', status, text, headers });

async function look(kind: ServerKind, answer: InfluxAnswer) {
  const requests: InfluxRequest[] = [];
  const ask = async (request: InfluxRequest) => {
    requests.push(request);
    return answer;
  };
  const found = await readBack(ask, kind === 'bucket' ? NEW : OLD, kind, delivery({ takenAt: 1_262_304_000 }), 3);
  return { found, request: requests[0]! };
}

describe('what a server is', () => {
  it.each([
    [NEW, says('', 500), 'bucket'],
    [OLD, says('', 204, { 'x-influxdb-build': 'OSS' }), 'influxdb 1'],
    [OLD, says('', 204), 'numbers only'],
    [OLD, says('', 404), 'numbers only'],
    [OLD, says('', 502), { reason: 'HTTP 502' }],
    [OLD, { kind: 'away', reason: 'no' } as const, { kind: 'away', reason: 'no' }],
  ])('%j that says %j is %j', async (target, answer, kind) => {
    expect(await serverKindOf(async () => answer, target)).toEqual(kind);
  });
});

describe('a reading that is looked for', () => {
  const CSV = ',result,table,_start,_value\r\n,_result,0,2010-01-01T00:00:00Z,72\r\n';
  it.each<[ServerKind, string, string]>([
    ['influxdb 1', '{"results":[{"statement_id":0,"series":[{"name":"withings"}]}]}', 'there'],
    ['influxdb 1', '{"results":[{"statement_id":0}]}', 'gone'],
    ['influxdb 1', '{"results":[{"statement_id":0,"error":"no"}]}', 'unknown'],
    ['influxdb 1', '<html>', 'unknown'],
    ['bucket', CSV, 'there'],
    ['bucket', '\r\n', 'gone'],
    ['bucket', 'error,reference\r\nfailed,897', 'unknown'],
    ['numbers only', '{"metric":{},"values":[72],"timestamps":[1262304000000]}\n', 'there'],
    ['numbers only', '', 'gone'],
    ['numbers only', '<html>', 'unknown'],
  ])('at %s: %j is %s', async (kind, text, wanted) => {
    expect((await look(kind, says(text))).found).toBe(wanted);
    expect((await look(kind, says(text, 404))).found).toBe('unknown');
    expect((await look(kind, { kind: 'away', reason: 'no' })).found).toBe('unknown');
  });

  it('is asked for in the words of the server', async () => {
    expect((await look('influxdb 1', says(''))).request).toEqual({
      method: 'GET',
      path: '/query',
      query: {
        db: 'health',
        epoch: 's',
        q: 'select "weight" from "withings" where time >= 1262304000s and time < 1262304001s limit 1',
      },
    });
    const flux = (await look('bucket', says(''))).request;
    expect(flux).toMatchObject({ method: 'POST', path: '/api/v2/query', query: { org: 'home' } });
    expect(flux.body).toContain('range(start: 1262304000, stop: 1262304001)');
    const { query } = (await look('numbers only', says(''))).request;
    expect(query).toEqual({ 'match[]': '{account="anna",look!="3"}', start: '0', end: '1262304000' });
  });
});
