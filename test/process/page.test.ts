import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { PageState } from '../../src/page/api.js';
import { ANNA, group } from '../demo/helpers.js';
import { post } from '../http/support.js';
import { readEvents } from '../page/read-events.js';
import { askHealth, home, stop } from './home.js';
import { openPage } from './page-client.js';
import { freePort } from './port.js';
import { withings2mqtt, world } from './world.js';

const NOW = Math.floor(Date.now() / 1000);

/** A bridge that has synced, and its page. */
async function running(page = '') {
  const here = await home();
  const port = await freePort();
  const seen = await here.watch();
  const program = await here.run({ page: `{ port: ${port}${page} }` });
  await program.synced(seen);
  return { ...here, program, seen, port, base: `http://127.0.0.1:${port}` };
}

describe('the page of a bridge that runs', () => {
  it('shows people, devices and connections as they are', async () => {
    const { base } = await running();

    const answer = await fetch(`${base}/api/state`);
    const state = (await answer.json()) as PageState;

    expect(answer.headers.get('cache-control')).toBe('no-store');
    const [anna, ben] = state.people;
    expect(anna).toMatchObject({
      ...{ name: 'anna', display_name: 'Anna', user_id: String(ANNA), units: 'metric', zone: 'Europe/Amsterdam' },
      ...{ authorization: 'ok', login_problem: null, connecting: null },
    });
    expect(anna!.metrics.weight).toMatchObject({
      ...{ names: { en: 'Weight', de: 'Gewicht' }, value: 70.25, unit: 'kg', stale: false, feed: 'measures' },
      device_model: 'Body+',
    });
    expect(Object.keys(anna!.metrics)).toEqual(expect.arrayContaining(['bmi', 'fat_mass_left_arm', 'measure_4242']));
    expect(ben!.metrics.weight).toMatchObject({ value: 80 });
    expect(state.devices).toMatchObject([{ id: 'd1', model: 'Body Scan', accounts: ['anna'], battery: 'high' }]);
    expect(state.connections).toMatchObject({
      withings: { state: 'ok' },
      mqtt: { state: 'ok' },
      store: { state: 'ok' },
    });
    expect(state).toMatchObject({ errors: [], signed_in: false, can_import: false });
    expect(Date.parse(state.next_fetch!)).toBeGreaterThan(Date.now());
  });

  it('shows a weigh-in as it comes in, and fetches when it is asked to', async () => {
    const { cloud, port } = await running();
    const page = await openPage(port);

    cloud.people.get(ANNA)!.measuregrps.push(group(99, NOW, { measures: [{ value: 69_900, type: 1, unit: -3 }] }));
    const { status } = await page.post('people/anna/refresh', {});
    await page.sees('anna', ({ metrics }) => metrics.weight?.value === 69.9);

    expect([200, 202]).toContain(status);
  });

  it('shows that the broker has gone, and that it is there again', async () => {
    const { broker, base } = await running();
    const events = await readEvents(`${base}/api/events`);
    await events.next();
    const sees = async (wanted: string) => {
      for (;;) {
        const { event, data } = await events.next();
        if (event === 'end') throw new Error('ended');
        const { connections } = (data ?? {}) as Partial<PageState>;
        if (connections?.mqtt.state === wanted) return connections.mqtt.problem;
      }
    };

    await broker.shut();
    const problem = await sees('trouble');
    await broker.open();
    await sees('ok');

    expect(problem).toMatchObject({ code: 'broker_away' });
    expect(problem?.error).toMatch(/^No connection to the broker at mqtt:.*; the bridge tries again by itself\.$/);
  });

  it('shows whether Withings tells of what is new, and Home Assistant is there', async () => {
    const { port, seen } = await running();
    const page = await openPage(port);
    const state = (name: 'webhooks' | 'homeassistant') => page.state().connections[name].state;
    expect(state('homeassistant')).toBe('waiting');

    await seen.client.publishAsync('homeassistant/status', 'online');
    await expect.poll(() => state('homeassistant'), { timeout: 10_000 }).toBe('ok');
    await seen.client.publishAsync('homeassistant/status', 'offline');
    await expect.poll(() => state('homeassistant'), { timeout: 10_000 }).toBe('trouble');

    await expect.poll(() => state('webhooks'), { timeout: 40_000 }).toBe('ok');
  });

  it('shows a login that is lost, with what to do', async () => {
    const { cloud, port } = await running();
    const page = await openPage(port);

    cloud.revoke(ANNA);
    await page.post('people/anna/refresh', {});
    const anna = await page.sees('anna', ({ authorization }) => authorization === 'required');

    expect(anna.login_problem).toBeTruthy();
    await expect.poll(() => page.state().errors[0]?.code).toBe('login_lost');
    expect(page.state().connections.withings).toMatchObject({ state: 'trouble', problem: { code: 'login_lost' } });
    expect(anna.metrics.weight?.value).toBe(70.25);
  });

  it('asks for its password, and tells nothing without it', async () => {
    const { base, program } = await running(', password: open sesame');
    const send = (path: string, init: RequestInit = {}) => fetch(`${base}${path}`, init);
    const signIn = (password: string) =>
      send('/api/session', {
        ...{ method: 'POST', body: JSON.stringify({ password }) },
        headers: { 'content-type': 'application/json' },
      });

    expect((await send('/')).status).toBe(200);
    expect((await send('/api/state')).status).toBe(401);
    expect((await send('/api/events')).status).toBe(401);
    expect((await send('/api/state', { headers: { authorization: 'Bearer open sesame' } })).status).toBe(200);
    const answer = await signIn('open sesame');
    const cookie = answer.headers.get('set-cookie')!.split(';')[0]!;
    expect((await send('/api/state', { headers: { cookie } })).status).toBe(200);
    expect((await signIn('wrong')).status).toBe(401);
    expect((await signIn('open sesame')).status).toBe(429);
    expect((await send('/api/state', { headers: { cookie } })).status).toBe(200);
    expect(program.output()).not.toContain('sesame');
  });

  it('is there for nobody else', async () => {
    const { base } = await running();
    const read = async (headers: Record<string, string>) => (await fetch(`${base}/api/state`, { headers })).status;

    expect(await read({ origin: 'https://evil.example' })).toBe(403);
    expect(await read({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await read({ origin: base })).toBe(200);
    const body = JSON.stringify({ password: 'x'.repeat(10_000_000) });
    const big = await post(`${base}/api/session`, { type: 'application/json', body });
    expect(big.status).toBe(413);
  });

  it('holds no stop up, however many have it open', async () => {
    const { base, program } = await running();
    const events = await Promise.all([1, 2, 3].map(() => readEvents(`${base}/api/events`)));
    for (const one of events) await one.next();

    const began = performance.now();
    await stop(program);

    for (const one of events) {
      let last = await one.next();
      while (last.event !== 'end') last = await one.next();
    }
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('is missing where its port is taken, and all else goes on', async () => {
    const other = createServer((_, response) => response.end('not the page'));
    const port = await freePort();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const here = await home();
    const seen = await here.watch();
    const program = await here.run({ page: `{ port: ${port} }` });

    await program.synced(seen);

    expect((await askHealth(seen)).status).toBe('ok');
    expect(program.output()).toContain(
      `no page on 127.0.0.1:${port} (EADDRINUSE); change page.port or set page.enabled: false`,
    );
  });
});

describe('check', () => {
  it('says whether the page answers', async () => {
    const port = await freePort();
    const { config, authorize } = await world({ page: `{ port: ${port} }` });
    await authorize();
    const check = async () => {
      const program = withings2mqtt(['check', '-c', config]);
      await program.exit;
      return program.stdout().match(/^.* page: .*$/m)?.[0];
    };
    const address = `http://127.0.0.1:${port}`;

    expect(await check()).toBe(`ok    page: ${address}, as soon as the bridge runs`);
    const bridge = withings2mqtt(['run', '-c', config]);
    await bridge.prints(/the page is at/);
    expect(await check()).toBe(`ok    page: ${address} answers`);
    await stop(bridge);
    const other = createServer((_, response) => response.end('not the page'));
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    expect(await check()).toBe(
      `FAIL  page: ${address}: another program has this port; change page.port, or stop that one`,
    );
  });
});
