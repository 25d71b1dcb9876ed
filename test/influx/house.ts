import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { demoPeople, nextWeighIn } from '../../src/demo/invented-people.js';
import type { MeasureGroup } from '../../src/demo/types.js';
import { loggedIn } from '../e2e/bridge.js';
import { type Program, subscriber, type World, withings2mqtt } from '../process/world.js';
import { isArchived, tablesOf } from '../stored.js';
import { DATABASE } from './influxd.js';

const SHORT_WAITS = { NODE_OPTIONS: `--import=${new URL('./short-waits.mjs', import.meta.url)}` };
const ANNA = 1_001_001;
const BEN = 1_001_002;

/** Two people with two years of data, and a bridge that can be told where to write it. */
export interface House extends World {
  run(env?: Readonly<Record<string, string>>, ...args: string[]): Program;
  /** The variables that make the bridge write to this address. */
  to(url: string): Record<string, string>;
  /** Resolves when the first bridge has all there is. */
  synced(): Promise<void>;
  /** A new weigh-in of anna, fetched and shown. */
  weighIn(): Promise<MeasureGroup>;
  /** Readings in the archive, by metric. @param numbers without words */
  kept(numbers?: boolean): Record<string, number>;
}

export async function house(yaml = ''): Promise<House> {
  const parts = await loggedIn(
    { cloud: { people: demoPeople(Date.now()) }, yaml: `server:\n  enabled: false\n${yaml}` },
    { anna: ANNA, ben: BEN },
  );
  const seen = await subscriber(parts.brokerUrl);
  let count = 0;
  return {
    ...parts,
    run: (env = {}, ...args) => withings2mqtt(['run', ...args, '-c', parts.config], { ...SHORT_WAITS, ...env }),
    to: (url) => ({ WITHINGS2MQTT_INFLUX_URL: url, WITHINGS2MQTT_INFLUX_DATABASE: DATABASE }),
    async synced() {
      await seen.sees('withings/bridge/info', (payload) => JSON.parse(payload).next_sync !== null);
      for (const name of ['anna', 'ben']) {
        await expect.poll(() => isArchived(parts.data('.'), name), { timeout: 60_000 }).toBe(true);
      }
    },
    async weighIn() {
      count += 1;
      const transaction = String(count);
      const group = nextWeighIn(parts.cloud.people.get(ANNA)!, Date.now() - (60 - count) * 1000);
      const request = JSON.stringify({ account: 'anna', transaction });
      await seen.client.publishAsync('withings/bridge/request/refresh', request);
      await seen.sees('withings/anna/reading', (payload) => JSON.parse(payload).group_id === String(group.grpid));
      // Who asks once more before would be told of the same fetch.
      await seen.sees('withings/bridge/response/refresh', (payload) => JSON.parse(payload).transaction === transaction);
      return group;
    },
    kept(numbers = false) {
      const { reading = [], metric = [] } = tablesOf(parts.data('.'));
      const keys = new Map(metric.map(({ id, key }) => [id, String(key)]));
      const counts = new Map<string, number>();
      for (const { metric: id, value } of reading) {
        if (value === null || (numbers && typeof value !== 'number')) continue;
        counts.set(keys.get(id)!, (counts.get(keys.get(id)!) ?? 0) + 1);
      }
      return Object.fromEntries(counts);
    },
  };
}

/** Places that still wait for a destination, the whole walk through the archive counted as one. */
export function waiting({ data }: World): number {
  const { waiting: places = [], delivery = [] } = tablesOf(data('.'));
  return places.length + delivery.filter(({ person }) => person !== null).length;
}

/** Resolves when it is so; the test's own time limit ends the wait. */
export async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await pause(50);
}

/** Ends a bridge as a person does. */
export async function stopped(program: Program): Promise<void> {
  program.process.kill('SIGTERM');
  expect(await program.exit, program.output()).toBe(0);
}

/** A server in front of another one, which hands everything on. */
export interface Front {
  readonly url: string;
  /** From now on answers to what is written are kept back. Resolves when the server has written and answered one. */
  keepAnswers(): Promise<void>;
  /** From now on answers get through. */
  handOn(): void;
}

export async function startFront(behind: string): Promise<Front> {
  let onKept: (() => void) | undefined;
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    const body = chunks.length > 0 ? Buffer.concat(chunks) : null;
    const answer = await fetch(behind + request.url, { method: request.method ?? 'GET', body });
    if (onKept && request.url?.startsWith('/write')) return onKept();
    const text = await answer.text();
    response.writeHead(answer.status, { 'X-Influxdb-Build': answer.headers.get('x-influxdb-build') ?? '' }).end(text);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keepAnswers: () =>
      new Promise((resolve) => {
        onKept = resolve;
      }),
    handOn() {
      onKept = undefined;
    },
  };
}
