import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAsk, type InfluxRequest } from '../../../src/sinks/influx/ask.js';

const WRITE: InfluxRequest = { method: 'POST', path: '/write', query: { db: 'a b', org: undefined }, body: 'x\n' };

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const forever = () => new Promise<void>(() => {});
const never = new AbortController().signal;

describe('a request', () => {
  it('has the query, the body and the login in a header', async () => {
    const seen: string[] = [];
    const url = await serve(async (request, response) => {
      const chunks = await request.setEncoding('utf8').toArray();
      seen.push(`${request.method} ${request.url} ${request.headers.authorization} ${chunks.join('')}`);
      response.writeHead(400, { 'X-Influxdb-Build': 'OSS' }).end('no');
    });
    const ask = createAsk({ url, database: 'a b', username: 'me', password: 'pw' }, { signal: never, sleep: forever });

    const answer = await ask(WRITE);

    expect(answer).toMatchObject({ kind: 'answer', status: 400, text: 'no', headers: { 'x-influxdb-build': 'OSS' } });
    expect(seen).toEqual([`POST /write?db=a+b Basic ${btoa('me:pw')} x\n`]);
  });

  it('follows no redirect', async () => {
    const url = await serve((_, response) => response.writeHead(302, { Location: '/other' }).end());
    const ask = createAsk({ url }, { signal: never, sleep: forever });
    expect(await ask(WRITE)).toMatchObject({ kind: 'answer', status: 302 });
  });

  it.each<[string, RequestListener]>([
    ['hangs up', (request) => request.socket.destroy()],
    ['never ends', (_, response) => void response.writeHead(200).write('x'.repeat(2_000_000))],
  ])('to a server that %s is one to nobody', async (_, listener) => {
    const ask = createAsk({ url: await serve(listener), token: 'geheim' }, { signal: never, sleep: forever });
    const answer = await ask(WRITE);
    expect(answer.kind).toBe('away');
    expect(JSON.stringify(answer)).not.toContain('geheim');
  });

  it('that is not answered in time is over', async () => {
    const url = await serve(() => {});
    const ask = createAsk({ url }, { signal: never, sleep: () => pause(20) });
    expect(await ask(WRITE)).toEqual({ kind: 'away', reason: 'it does not answer in time' });
  });

  it('ends when everything stops', async () => {
    const stop = new AbortController();
    const url = await serve(() => stop.abort());
    const ask = createAsk({ url }, { signal: stop.signal, sleep: forever });
    expect((await ask(WRITE)).kind).toBe('away');
    expect((await ask(WRITE)).kind).toBe('away');
  });
});
