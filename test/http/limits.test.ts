import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startCallback } from '../../src/http/callback-listener.js';
import { createTelemetry } from '../../src/telemetry.js';
import { load, REQUIRED } from '../config/support.js';
import { dial, FORM, SECRET, serve } from './support.js';

/** What a server gives away by its headers alone. */
const HARMLESS = [
  'cache-control',
  'connection',
  'content-length',
  'content-security-policy',
  'content-type',
  'date',
  'keep-alive',
  'referrer-policy',
  'transfer-encoding',
  'x-content-type-options',
];
/** A framework, this program, its language, a place in its code. */
const TELLING = /fastify|node|withings|version|\d+\.\d+\.\d+|FST_|\.js|\.ts|\/src|\/dist|\bat \w+/i;
const SHORT = { requestMilliseconds: 300, idleMilliseconds: 200 };
const POST = `POST /webhook/${SECRET} HTTP/1.1\r\nHost: a\r\nContent-Type: ${FORM}\r\n`;

async function callback() {
  const { port, close } = await startCallback({
    host: '127.0.0.1',
    port: 0,
    paths: ['/oauth/callback'],
    onVisit: () => Promise.reject(new Error('no')),
  });
  onTestFinished(close);
  return port;
}

describe('who can reach the server', () => {
  it('is nobody but this machine, unless the configuration says otherwise', async () => {
    expect(load(REQUIRED).server.host).toBe('127.0.0.1');
    const { port } = await serve();

    // Another address of this machine, as that of its network card would be.
    const [error] = await once(connect(port, '127.0.0.2'), 'error');

    expect(error).toMatchObject({ code: expect.stringMatching(/ECONNREFUSED|EADDRNOTAVAIL|ETIMEDOUT/) });
  });
});

describe('a client that wants too much', () => {
  it.each([
    ['a header of 20 KB', `GET /health HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
    ['thousands of headers', `GET /health HTTP/1.1\r\nHost: a\r\n${'X-Name: yyy\r\n'.repeat(5000)}\r\n`],
    ['an address of 20 KB', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`],
    ['a body of 100 KB', `${POST}Connection: close\r\nContent-Length: 100000\r\n\r\n${'x'.repeat(100_000)}`],
    ['a body of a gigabyte', `${POST}Connection: close\r\nContent-Length: 1000000000\r\n\r\nx`],
  ])('%s is refused, and the server goes on', async (_, words) => {
    const { port, url, notifications } = await serve({ patience: SHORT });

    const { answer } = await dial(port, words);

    expect(await answer).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
    expect(notifications).toEqual([]);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it.each([
    ['its headers', 'GET /health HTTP/1.1\r\nX: '],
    ['its body', `${POST}Content-Length: 4000\r\n\r\n`],
    ['its body in chunks', `${POST}Transfer-Encoding: chunked\r\n\r\n`, '1\r\nx\r\n'],
  ])('is cut when it drips %s letter by letter', async (_, words, drop = 'x') => {
    const { port, url, notifications } = await serve({ patience: SHORT });
    const started = performance.now();

    const { socket, answer } = await dial(port, words);
    const dripping = setInterval(() => socket.write(drop), 40);
    await answer.finally(() => clearInterval(dripping));

    expect(performance.now() - started).toBeLessThan(5000);
    expect(notifications).toEqual([]);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it('takes no more than its share of connections, and the server is there for others again', async () => {
    const { port, url } = await serve({ patience: { requestMilliseconds: 60_000, idleMilliseconds: 60_000 } });
    const many = await Promise.all(Array.from({ length: 300 }, () => dial(port, '')));
    let cut = 0;
    for (const { answer } of many) void answer.then(() => cut++);

    // Those that are too many are cut at once, before anybody has lost patience.
    await expect.poll(() => cut).toBeGreaterThanOrEqual(100);
    expect(cut).toBe(100);

    for (const { socket } of many) socket.destroy();
    await Promise.all(many.map(({ answer }) => answer));
    await expect.poll(() => fetch(`${url}/health`).then(({ status }) => status)).toBe(200);
  });
});

describe('no answer tells what answers', () => {
  const metrics = { telemetry: createTelemetry(), refresh: () => {} };
  const failing = () => {
    throw new Error('/src/a.ts');
  };

  it.each([
    ['GET', '/health'],
    ['HEAD', '/health'],
    ['GET', '/ready'],
    ['GET', '/metrics'],
    ['GET', '/'],
    ['GET', `/webhook/${SECRET}`],
    ['POST', `/webhook/${SECRET}`],
    ['GET', '/webhook/%zz'],
    ['TRACE', '/health'],
    ['BREW', '/health'],
    ['GET', '*'],
  ])('%s %s', async (method, path) => {
    for (const alive of [() => true, failing]) {
      const { port } = await serve({ metrics, alive });

      const { answer } = await dial(port, `${method} ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);

      // The metrics themselves bear the program's name; they hold no version.
      expectHarmless(await answer, path === '/metrics' ? /\d+\.\d+\.\d+|\.js/ : TELLING);
    }
  });

  it.each(['/oauth/callback?code=1&state=state-of-this-login', '/oauth/callback?state=x', '/'])(
    'of a login: %s',
    async (path) => {
      const port = await callback();

      const { answer } = await dial(port, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);

      expectHarmless(await answer, TELLING);
    },
  );
});

function expectHarmless(answer: string, telling: RegExp): void {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  const [status, ...headers] = head.split('\r\n');
  const names = headers.map((line) => line.split(':')[0]!.toLowerCase());
  expect(status).toMatch(/^HTTP\/1\.1 \d{3} /);
  expect(names.filter((name) => !HARMLESS.includes(name))).toEqual([]);
  expect(body).not.toMatch(telling);
}
