import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { keyToChange } from '../../src/bridge/key-to-change.js';
import type { Again } from '../../src/bridge/listen-again.js';
import { openPage } from '../../src/bridge/page.js';
import { createPageSink } from '../../src/bridge/page-sink.js';
import type { Parts } from '../../src/bridge/parts.js';
import type { HttpServer } from '../../src/http/server.js';
import { systemTools } from '../../src/tools.js';
import { logLines } from '../log-lines.js';
import { inventedHouse } from '../page/invented-house.js';

interface Wishes {
  readonly page?: string;
  readonly once?: boolean;
  readonly ingress?: boolean;
  readonly isBuilt?: boolean;
  readonly port?: number;
  readonly again?: Again;
}

/** A port that is free now; 0 is none that a configuration may have. */
async function setUp({ page = '{}', once = false, ingress = false, isBuilt = true, port = 0, again }: Wishes = {}) {
  const webFolder = mkdtempSync(join(tmpdir(), 'withings2mqtt-test-'));
  onTestFinished(() => rmSync(webFolder, { recursive: true, force: true }));
  if (isBuilt) writeFileSync(join(webFolder, 'index.html'), '<p>the page</p>');
  const house = inventedHouse({ page });
  const config = { ...house.config, page: { ...house.config.page, port } };
  const { log, lines } = logLines();
  const stop = new AbortController();
  const parts = { config, log, tools: systemTools, signal: stop.signal, once, ingress, webFolder };
  const server = await openPage(parts as unknown as Parts, { ...house, config }, again);
  onTestFinished(() => server?.close());
  return { server, lines, url: `http://127.0.0.1:${server?.port}` };
}

describe('the page beside the bridge', () => {
  it('says where it is, and answers there', async () => {
    const { lines, url } = await setUp();

    expect(lines).toEqual([`info the page is at ${url}`]);
    expect(await (await fetch(url)).text()).toBe('<p>the page</p>');
    expect((await fetch(`${url}/api/state`)).status).toBe(200);
  });

  it('says where a browser finds it behind a proxy', async () => {
    const { lines } = await setUp({ page: '{ url: "https://home.example/w" }' });

    expect(lines).toEqual(['info the page is at https://home.example/w']);
  });

  it.each([{ once: true }, { page: '{ enabled: false }' }])('is not there with %o', async (wishes) => {
    const { server, lines } = await setUp(wishes);

    expect([server, lines]).toEqual([undefined, []]);
  });

  it('leaves the bridge alone where its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as { port: number };

    const { server, lines } = await setUp({ port });

    expect(server).toBeUndefined();
    expect(lines).toEqual([
      `error no page on 127.0.0.1:${port} (EADDRINUSE); change page.port or set page.enabled: false`,
    ]);
  });

  it('comes by itself when its port is free', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const opened = new EventEmitter();
    const late = once(opened, 'opened') as Promise<[HttpServer]>;

    const { server, lines } = await setUp({
      port,
      again: {
        // The port is free when half a minute has gone.
        sleep: () => new Promise<void>((resolve) => void other.close(() => resolve())),
        signal: new AbortController().signal,
        onOpened: (one) => void opened.emit('opened', one),
      },
    });
    const [one] = await late;
    onTestFinished(() => one.close());

    expect(server).toBeUndefined();
    expect(await (await fetch(`http://127.0.0.1:${one.port}`)).text()).toBe('<p>the page</p>');
    expect(lines.at(-1)).toBe(`info the page is at http://127.0.0.1:${port}`);
  });

  it('says that page.host is none of this machine', async () => {
    const { lines } = await setUp({ page: '{ host: 192.0.2.1, password: open sesame }' });

    expect(lines).toEqual([
      'error no page on 192.0.2.1:0 (EADDRNOTAVAIL); change page.host or set page.enabled: false',
    ]);
  });

  it.each([
    ['EADDRINUSE', 'port'],
    ['EACCES', 'port'],
    ['ENOTFOUND', 'host'],
    ['EAI_AGAIN', 'host'],
    ['EADDRNOTAVAIL', 'host'],
    [undefined, 'port'],
  ])('of %s says to change the %s', (code, key) => expect(keyToChange(code)).toBe(key));

  it('takes an address of IPv6 in brackets', async () => {
    const { lines, server } = await setUp({ page: '{ host: "[::1]" }' });

    expect(lines).toEqual([`info the page is at http://[::1]:${server?.port}`]);
    expect((await fetch(`http://[::1]:${server?.port}`)).status).toBe(200);
  });

  it('says what to do where it was not built, and answers all the same', async () => {
    const { lines, url } = await setUp({ isBuilt: false });

    expect(lines[0]).toMatch(/^error the files of the page cannot be read \(there is no index.html in .*\); install/);
    expect((await fetch(url)).status).toBe(503);
    expect((await fetch(`${url}/api/state`)).status).toBe(200);
  });
});

it('the page hears of whatever a sink is told, and takes all of it', async () => {
  let told = 0;
  const sink = createPageSink(() => {
    told += 1;
  });
  const person = { userId: '1', name: 'anna', displayName: 'Anna', units: 'metric', zone: 'utc' } as const;

  const results = [
    await sink.readings(person, []),
    await sink.person(person, { phase: 'rest', authorized: true, readings: [], devices: [] }),
    await sink.forget('1'),
  ];

  expect(results.map(({ kind }) => kind)).toEqual(['ok', 'ok', 'ok']);
  expect(told).toBe(3);
});
