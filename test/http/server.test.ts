import { describe, expect, it } from 'vitest';
import { createHttp, listen } from '../../src/http/server.js';
import { dial, SECRET, serve, WELL } from './support.js';

/** What a server gives away by its headers alone. */
const HARMLESS = ['connection', 'content-length', 'content-type', 'date', 'keep-alive', 'transfer-encoding'];
const SHORT = { requestMilliseconds: 200, idleMilliseconds: 150 };

describe('GET /health', () => {
  it.each([
    [200, true],
    [503, false],
  ])('answers %s when it is %s that the bridge lives, however the rest is', async (status, alive) => {
    const { url } = await serve({ alive: () => alive, ready: async () => ({ ...WELL, broker: false, sync: false }) });

    const answer = await fetch(`${url}/health`);

    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ alive });
  });

  it('says nothing of the reason when it cannot tell', async () => {
    const { url } = await serve({
      alive: () => {
        throw new Error('a secret');
      },
    });

    const answer = await fetch(`${url}/health`);

    expect(answer.status).toBe(500);
    expect(await answer.text()).toBe('internal error\n');
  });
});

describe('GET /ready', () => {
  it.each([
    [200, WELL],
    [200, { ...WELL, unwell_sinks: ['influx'] }],
    [503, { ...WELL, broker: false }],
    [503, { ...WELL, store: false }],
    [503, { ...WELL, sync: false }],
  ])('answers %s for %o', async (status, readiness) => {
    const { url } = await serve({ ready: async () => readiness });

    const answer = await fetch(`${url}/ready`);

    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual(readiness);
  });

  it('says nothing of the reason when it cannot tell', async () => {
    const { url } = await serve({ ready: () => Promise.reject(new Error('a secret')) });

    const answer = await fetch(`${url}/ready`);

    expect([answer.status, await answer.text()]).toEqual([500, 'internal error\n']);
  });
});

describe('whatever else is asked', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/health/'],
    ['GET', '/ready/'],
    ['GET', '/Health'],
    ['GET', '//health'],
    ['POST', '/health'],
    ['DELETE', '/health'],
    ['GET', '/webhook'],
    ['GET', '/webhook/'],
    ['OPTIONS', '/webhook/x'],
    ['PROPFIND', '/health'],
    ['GET', '/..%2f..%2fetc/passwd'],
    ['GET', '/webhook/%'],
    ['GET', '/webhook/%ff%zz'],
    ['GET', `/webhook/${'x'.repeat(150)}`],
    ['GET', `/${'x'.repeat(5000)}`],
    ['GET', '/__proto__'],
  ])('%s %s is not found', async (method, path) => {
    const { url } = await serve();

    const answer = await fetch(url + path, { method });

    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe('not found\n');
    expect([...answer.headers.keys()].filter((name) => !HARMLESS.includes(name))).toEqual([]);
  });

  it('knows no webhook when there is none', async () => {
    const { callback } = await serve({ webhook: undefined });

    const answers = await Promise.all(['HEAD', 'GET', 'POST'].map((method) => fetch(callback, { method })));

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['a request without a host', 'GET /health HTTP/1.1\r\n\r\n'],
    ['HTTP 2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a header without an end', `GET /health HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(70_000)}`],
    ['two lengths', 'POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['a tunnel', 'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['another protocol', 'GET /health HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
    ['an expectation', 'GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: wonders\r\n\r\n'],
  ])('says nothing about itself to %s, and goes on', async (_, words) => {
    const { port, url } = await serve();

    const { answer } = await dial(port, words);

    const [head = '', body = ''] = (await answer).split('\r\n\r\n');
    const names = head
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(':')[0]!.toLowerCase());
    expect(names.filter((name) => !HARMLESS.includes(name))).toEqual([]);
    expect(body).toMatch(/^(|0|not found\n|\{"alive":true\})$/);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });
});

describe('a slow client', () => {
  it.each([
    ['says nothing', ''],
    ['stops in its headers', 'GET /health HTTP/1.1\r\nHost: a\r\n'],
    ['stops in its body', `POST /webhook/${SECRET} HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nuser`],
    ['keeps the line after its answer', 'GET /health HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('that %s is cut', async (_, words) => {
    const { port } = await serve({ patience: SHORT });

    const { answer } = await dial(port, words);

    await expect(answer).resolves.toBeDefined();
  });

  it('that says a letter now and then is cut', async () => {
    const { port } = await serve({ patience: SHORT });

    const { socket, answer } = await dial(port, 'GET /health HTTP/1.1\r\nX: ');
    const dripping = setInterval(() => socket.write('x'), 50);

    await expect(answer.finally(() => clearInterval(dripping))).resolves.toBeDefined();
  });

  it('does not hold the end up', async () => {
    const server = await createHttp();
    server.get('/never', () => new Promise(() => {}));
    const { port, close } = await listen(server, { host: '127.0.0.1', port: 0 });
    const { answer } = await dial(port, 'GET /never HTTP/1.1\r\nHost: a\r\n\r\n');

    await close();

    expect(await answer).toBe('');
  });
});

it('says when its port is taken', async () => {
  const { port } = await serve();

  await expect(serve({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

describe('the callback of logins, beside the rest', () => {
  it('is there at its paths, and nothing else has changed', async () => {
    const visits: string[] = [];
    const { url } = await serve({
      callback: {
        paths: ['/oauth/callback', '/health'],
        async onVisit(query) {
          visits.push(String(query));
          throw new Error('nobody waits');
        },
      },
    });
    const ask = async (path: string, method = 'GET') => {
      const answer = await fetch(`${url}${path}`, { method });
      return `${answer.status} ${await answer.text()}`;
    };

    expect(await ask('/oauth/callback?code=1&state=2')).toMatch(/^400 .*nobody waits/);
    expect(await ask('/health')).toBe('200 {"alive":true}');
    expect(await ask('/webhook/other?code=1')).toBe('404 not found\n');
    expect(await ask('/oauth')).toBe('404 not found\n');
    expect(await ask('/oauth/callback', 'POST')).toBe('404 not found\n');
    expect(await ask('/oauth/callback', 'HEAD')).toBe('200 ');
    expect(visits).toEqual(['code=1&state=2']);
  });
});
