import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import type { PageState } from '../../src/page/api.js';
import { freePort } from './port.js';
import { subscriber, withings2mqtt, world } from './world.js';

const SHORT_WAITS = { NODE_OPTIONS: `--import=${new URL('../influx/short-waits.mjs', import.meta.url)}` };

/** Answers as VictoriaMetrics does, and keeps nothing. */
async function takesReadings(port: number): Promise<void> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(204).end();
  }).listen(port, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
}

it('an InfluxDB that is away shows in /ready, which stays well, in bridge/info and on the page, until it is back', async () => {
  const [port, pagePort, influxPort] = [await freePort(), await freePort(), await freePort()];
  const influx = `influx: { url: "http://127.0.0.1:${influxPort}", database: health, username: me, password: geheim7 }`;
  const w = await world({ yaml: `server: { port: ${port} }\n${influx}\n`, page: `{ port: ${pagePort} }` });
  await w.authorize();
  withings2mqtt(['run', '-c', w.config], SHORT_WAITS);
  const seen = await subscriber(w.brokerUrl);
  const told = (isSo: (sinks: readonly object[]) => boolean) =>
    seen.sees('withings/bridge/info', (payload) => {
      const { next_sync, unwell_sinks } = JSON.parse(payload);
      return next_sync !== null && isSo(unwell_sinks);
    });
  const ready = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/ready`);
    return `${answer.status} ${await answer.text()}`;
  };
  const errors = async () => {
    const answer = await fetch(`http://127.0.0.1:${pagePort}/api/state`);
    return ((await answer.json()) as PageState).errors;
  };

  const info = await told((sinks) => sinks.length === 1);
  expect(JSON.parse(info).unwell_sinks).toEqual([
    {
      name: 'influx',
      reason: expect.stringContaining('ECONNREFUSED'),
      since: expect.stringMatching(/^\d{4}-.*Z$/),
    },
  ]);
  await expect.poll(ready).toBe('200 {"broker":true,"store":true,"sync":true,"unwell_sinks":["influx"]}');
  expect(await errors()).toMatchObject([{ code: 'sink_unwell', account: null, fields: { sink: 'influx' } }]);

  await takesReadings(influxPort);
  await told((sinks) => sinks.length === 0);
  expect(await ready()).toBe('200 {"broker":true,"store":true,"sync":true}');
  expect(await errors()).toEqual([]);
});
