import { expect, it } from 'vitest';
import { demoPeople } from '../../src/demo/invented-people.js';
import { recordFigure } from '../figures.js';
import { subscriber } from '../process/world.js';
import { createBook, strangeLines } from './book.js';
import { createChance } from './chance.js';
import { expectedOf, says } from './expected.js';
import { type House, house } from './house.js';
import { grownParts } from './kept.js';
import { createLife, type Life } from './life.js';
import type { Measured } from './program.js';
import { createTrouble } from './trouble.js';

const DAYS = Number(process.env.SOAK_DAYS ?? 5);
const SEED = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000);
const HOUR = 3_600_000;
/** Five in the morning in Amsterdam, so early that its clocks go back in the last of a few days, and in the fifth of many. */
const START = Date.UTC(2026, 9, 25 - Math.min(DAYS, 5), 3);
/** Days in which the bridge is stopped and killed as well; after them one run has to last. */
const RESTARTING = Math.ceil(DAYS / 3);
/** The same program twice at the same work differs by less, and a list that grows with each round by far more. */
const MEMORY_TOLERANCE = 3 * 1024 * 1024;
/** Waits of a library that come and go. */
const TIMER_TOLERANCE = 2;
/** Of the log, which is copied into the database each thousand pages and kept then. */
const LARGEST_LOG = 5 * 1024 * 1024;
/** The store, what SQLite keeps beside it while it is open, and the lock that tells that this process lives. */
const FILES = ['lease.db', 'lease.db-journal', 'withings2mqtt.db', 'withings2mqtt.db-shm', 'withings2mqtt.db-wal'];

/** With the idle HTTP connections closed that either side closes after some seconds of quiet: those are real seconds. */
async function measured({ time, broker, program }: House): Promise<Measured> {
  const port = Number(new URL(broker.url).port);
  for (const socket of time.traffic.sockets) if (socket.localPort !== port) socket.destroy();
  await time.pass(1000);
  return program()!.measure();
}

/** What a subscriber finds retained now. */
async function retained({ broker }: House): Promise<Map<string, string>> {
  const seen = await subscriber(broker.url, '#');
  await expect.poll(() => seen.messages.length).toBeGreaterThanOrEqual(broker.retained.size);
  await seen.close();
  return new Map(seen.messages.map(({ topic, payload }) => [topic, payload]));
}

/** Values that are not what the cloud's data say. */
function wrongOnes(home: House, shown: ReadonlyMap<string, string>, life: Life): string[] {
  const people = [...home.cloud.people.values()];
  const expected = people.flatMap((person) =>
    Object.entries(expectedOf(person, home.time.now())).map(
      ([metric, value]) => [`withings/${person.name.toLowerCase()}/${metric}`, value] as const,
    ),
  );
  expect(expected.length).toBeGreaterThan(40);
  const beds = people.flatMap(({ userid, name }) => {
    const bed = life.beds.get(userid);
    const topic = `withings/${name.toLowerCase()}/in_bed`;
    if (bed === undefined) return [];
    // Nobody knows any more a day after somebody went to bed, by a clock that may have been off.
    const isOld = bed.isIn && home.time.now() - bed.since * 1000 > 23 * HOUR;
    const possible = [String(bed.isIn), ...(isOld ? ['None'] : [])];
    return possible.includes(shown.get(topic) ?? '')
      ? []
      : [`${topic}: ${shown.get(topic)}, not ${possible.join(' or ')}`];
  });
  return [
    ...expected
      .filter(([topic, value]) => !says(shown.get(topic), value))
      .map(([topic, value]) => `${topic}: ${shown.get(topic)}, not ${value}`),
    ...beds,
  ];
}

/** What differs from what a bridge shows that has just come to the same cloud and knows nothing. */
function unlikeFresh(shown: ReadonlyMap<string, string>): string[] {
  const own = [...shown].filter(([topic]) => /^withings\/(anna|ben|device)\//.test(topic));
  const values = own.filter(([topic]) => !/\/(attributes|availability|last_sync|in_bed)$/.test(topic));
  expect(values.length).toBeGreaterThan(100);
  return values.flatMap(([topic, payload]) => {
    const fresh = shown.get(topic.replace('withings/', 'fresh/')) ?? 'None';
    return fresh === payload ? [] : [`${topic}: ${payload}, fresh ${fresh}`];
  });
}

it(`lives for ${DAYS} days (SOAK_SEED=${SEED})`, { timeout: DAYS * 180_000 }, async () => {
  const home = await house({ start: START, people: demoPeople(START), seed: SEED });
  const { time, cloud } = home;
  const life = createLife({ cloud, time, chance: createChance(SEED) });
  const trouble = createTrouble(home, createChance(SEED + 1));
  const book = createBook(home);
  await home.start();
  // The first sync reads the whole history and tells of nothing in it.
  await time.pass(10 * 60_000);
  const requests: number[] = [];
  let first: Measured | undefined;
  let calmLines: readonly string[] = [];

  for (let day = 0; day < DAYS; day++) {
    const isCalm = day === DAYS - 1;
    life.plan(day, !isCalm);
    if (!isCalm) trouble.plan(day < RESTARTING);
    await time.until(START + (day + 1) * 24 * HOUR);
    const { requests: asked, busiest, lines, readings } = book.close();
    const now = await measured(home);
    const kept = await home.kept();
    requests.push(asked);
    if (isCalm) calmLines = lines;
    if (day >= RESTARTING) first ??= now;
    console.log(
      `day ${day + 1}: requests ${asked} (busiest minute ${busiest}), readings ${readings}, log lines ${lines.length}, ` +
        `heap ${(now.heap / 1e6).toFixed(1)} MB, open files ${now.files}, timers ${now.timers}, kept ${JSON.stringify(kept)}`,
    );
    expect(busiest).toBeLessThanOrEqual(120);
    expect(strangeLines(lines)).toEqual([]);
    expect(grownParts(kept)).toEqual([]);
    expect(home.program()?.ended(), home.lines().slice(-20).join('\n')).toBe(false);
  }

  console.log('troubles:', trouble.counts, 'calm day:', calmLines);
  const last = await measured(home);
  const grown = last.heap - first!.heap;
  expect(grown).toBeLessThan(MEMORY_TOLERANCE);
  const { open, files: openFiles, timers } = first!;
  expect(last).toMatchObject({ open, files: openFiles });
  expect(Math.abs(last.timers - timers)).toBeLessThanOrEqual(TIMER_TOLERANCE);
  const files = await home.files();
  expect(Object.keys(files).toSorted()).toEqual(FILES);
  expect(files['withings2mqtt.db-wal']).toBeLessThan(LARGEST_LOG);
  expect(calmLines.length).toBeLessThanOrEqual(5);

  // In the afternoon, when there are steps to compare; and one poll later, for what no notification told of.
  life.plan(DAYS, false);
  await time.pass(9 * HOUR);
  life.rest();
  await time.pass(1.1 * HOUR);
  await home.fresh();
  await time.pass(60_000);
  book.close();
  const shown = await retained(home);
  const wrong = [...wrongOnes(home, shown, life), ...unlikeFresh(shown)];
  expect(wrong).toEqual([]);
  const untold = [...life.deeds].filter(([id, state]) => state === 'to tell' && !book.told.has(id)).map(([id]) => id);
  expect(untold).toEqual([]);
  for (const account of ['anna', 'ben']) expect(await home.isLoginAlive(account)).toBe(true);
  await home.end('stop');

  const again = [...book.told.values()].filter((times) => times > 1).length;
  const perDay = Math.round(requests.reduce((sum, one) => sum + one, 0) / DAYS);
  recordFigure({
    what: 'simulated days',
    count: DAYS,
    result:
      `values wrong: 0, readings lost: 0 of ${life.deeds.size} (told again: ${again}), ` +
      `memory grown: ${(grown / 1e6).toFixed(1)} MB, requests a day: ${perDay}`,
    command: 'SOAK_DAYS=30 npm run test:soak',
  });
});
