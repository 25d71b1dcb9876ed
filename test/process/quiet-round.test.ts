import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CloudRequest } from '../../src/demo/cloud.js';
import { demoPeople } from '../../src/demo/invented-people.js';
import { house } from '../soak/house.js';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
/** In the morning, so that no midnight comes while it is looked at. */
const START = Date.UTC(2026, 9, 20, 5);
/** From a fetch to what is kept of it, and shorter than from one round to the next. */
const STEP = 20 * SECOND;
const HOURS = 2;
const MOST = 16 * 1024;
/** A page in SQLite's log, with its header (www.sqlite.org/walformat.html). */
const FRAME = 4096 + 24;

/** How many pages there are in the log, by its index; it begins anew now and then. */
const framesIn = (index: string) => readFileSync(index).readUInt32LE(16);
const isOfDetails = ({ action }: CloudRequest) => action === 'get';
const isOfLogin = ({ path }: CloudRequest) => path === '/v2/oauth2';
const isPoll = ({ action }: CloudRequest) => action === 'getmeas';

it('a round in which nothing is new writes 16 kB at most into the store of a person with nights and ECGs', {
  timeout: 300_000,
}, async () => {
  const people = demoPeople(START).slice(0, 1);
  expect([people[0]!.sleeps!.length > 100, people[0]!.ecgs!.length > 0]).toEqual([true, true]);
  const { start, time, cloud, dataDir } = await house({ start: START, people, seed: 1, webhooks: false });
  await start();
  const requests = cloud.requests as CloudRequest[];
  const written = () => framesIn(join(dataDir, 'withings2mqtt.db-shm')) * FRAME;

  // What there is of nights and ECGs is read round by round.
  do {
    requests.length = 0;
    await time.pass(HOUR);
  } while (requests.some(isOfDetails));

  const sizes: number[] = [];
  let before = written();
  let polls = 0;
  for (let step = 0; step < (HOURS * HOUR) / STEP; step++) {
    requests.length = 0;
    await time.pass(STEP);
    const now = written();
    polls += requests.filter(isPoll).length;
    // A login that was refreshed is new.
    if (!requests.some(isOfLogin)) sizes.push(now < before ? now : now - before);
    before = now;
  }

  expect(polls).toBeGreaterThan(10);
  expect(Math.max(...sizes)).toBeGreaterThan(0);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(MOST);
  expect(sizes.reduce((sum, size) => sum + size) / polls).toBeLessThanOrEqual(MOST);
});
