import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createInflux } from '../../src/bridge/influx.js';
import { LeaseLostError } from '../../src/store/errors.js';
import type { Deliveries } from '../../src/store/store.js';
import { logLines } from '../log-lines.js';
import { delivery } from '../sinks/influx/samples.js';

/** Nobody listens there. */
const INFLUX = { url: 'http://127.0.0.1:1', database: 'health', username: 'me', password: 'geheim' };

function setUp(
  influx: Parameters<typeof createInflux>[0]['config']['influx'],
  next: Deliveries['next'],
  mayDeliver = () => true,
) {
  const registered: (readonly string[])[] = [];
  const { log, lines } = logLines();
  const time = { now: 1000 };
  let lost = 0;
  let changes = 0;
  const onLeaseLost = () => {
    lost += 1;
  };
  const signal = new AbortController().signal;
  const made = createInflux({
    config: { influx },
    store: {
      deliveries: {
        register: async (destinations) => void registered.push(destinations),
        next,
        again: async () => {},
        oldest: async () => undefined,
      },
    },
    ...{ log, signal, onLeaseLost, mayDeliver },
    onHealth() {
      changes += 1;
    },
    tools: { clock: () => time.now, sleep: () => new Promise(() => {}), random: () => 0 },
  });
  return { made, registered, lines, time, lost: () => lost, changes: () => changes };
}

const page = async () => ({ deliveries: [delivery()], acknowledge: async () => {} });

describe('the influx of a configuration', () => {
  it('is nothing without a url, and what was wanted before is forgotten', async () => {
    const { made, registered } = setUp({}, page);
    expect(await made).toBeUndefined();
    expect(registered).toEqual([[]]);
  });

  it('is a sink that takes everything and says how it is', async () => {
    const { made, registered, lines } = setUp(INFLUX, page);
    const influx = (await made)!;
    expect(registered).toEqual([['influx http://127.0.0.1:1 db=health']]);
    expect(influx.sink.health()).toEqual({ kind: 'well' });
    expect(await influx.sink.forget('7')).toEqual({ kind: 'ok' });

    expect(await influx.once()).toBe(false);
    expect(await influx.once()).toBe(false);

    expect(influx.sink.health()).toMatchObject({ kind: 'unwell' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^warn http:\/\/127.0.0.1:1 takes no readings now: .*ECONNREFUSED.*; they wait$/);
  });

  it('says once that the server is away, whatever reasons take turns', async () => {
    const statuses = [503, 502, 401, 401, 503];
    const server = createServer((_, response) => response.writeHead(statuses.shift() ?? 500).end()).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { made, lines } = setUp({ url, bucket: 'health', token: 'geheim' }, page);
    const influx = (await made)!;
    for (let tries = 0; tries < 5; tries++) await influx.once();
    expect(lines).toEqual([
      `warn ${url} takes no readings now: HTTP 503; they wait`,
      `error ${url} takes no readings: HTTP 401; check the login below influx; they wait`,
      `warn ${url} takes no readings now: HTTP 503; they wait`,
    ]);
  });

  it('is well again when nothing waits', async () => {
    const pages = [page];
    const { made, lines, time, changes } = setUp(INFLUX, async () => pages[0]?.());
    const influx = (await made)!;
    await influx.once();
    time.now = 9000;
    await influx.once();
    expect(influx.sink.health()).toMatchObject({ kind: 'unwell', since: 1000 });
    expect(changes()).toBe(1);
    pages.pop();
    expect(await influx.once()).toBe(true);
    expect(influx.sink.health()).toEqual({ kind: 'well' });
    expect(changes()).toBe(2);
    expect(lines.at(-1)).toBe('info http://127.0.0.1:1 takes readings again');
  });

  it('is well where it is for another process to deliver', async () => {
    let leads = true;
    const { made } = setUp(INFLUX, page, () => leads);
    const influx = (await made)!;
    await influx.once();
    leads = false;
    expect(influx.sink.health()).toEqual({ kind: 'well' });
  });

  it('ends everything when another process has taken the store over', async () => {
    const { made, lines, lost } = setUp(INFLUX, () => Promise.reject(new LeaseLostError('data')));
    await (await made)!.once();
    expect([lost(), lines]).toEqual([1, []]);
  });
});
