import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { createRandom } from '../crash/random.js';
import { type Trouble, wreak } from './chaos.js';
import { BASE, type ClusterWorld, startClusterWorld } from './cluster-world.js';
import { isCalm, livingPids, lookAtLogins } from './enrol.js';
import { quantile, recordScale } from './scale-figures.js';
import { readRetained } from './watcher.js';
import { accountOf } from './weigh-ins.js';

const ROUNDS = Number(process.env.CLUSTER_ROUNDS ?? 12);
const PEOPLE = Number(process.env.CLUSTER_PEOPLE ?? 200);
const CALLS_PER_MINUTE = Number(process.env.CLUSTER_CALLS ?? 6000);
const SEED = Number(process.env.CLUSTER_SEED ?? Date.now() % 1_000_000);
const BRIDGES = 3;
const WEIGH_INS_PER_SECOND = 4;
const CALM_MILLISECONDS = 10_000;
/** Turns a day of somebody who weighs, walks and sleeps, and whose feeds are looked at once. */
const TURNS_PER_DAY = 7;
const DAY_SECONDS = 86_400;
/** For a turn, on a machine that is busy with other things. */
const TURN_MILLISECONDS = 150;
/** For the first turns of all. */
const START_MILLISECONDS = 180_000 + PEOPLE * (TURN_MILLISECONDS + (8 * 60_000) / CALLS_PER_MINUTE);
/** Until everything is on the broker again that it has forgotten. */
const REST_MILLISECONDS = 90_000 + PEOPLE * TURN_MILLISECONDS;
/** Between two looks at everybody. */
const LOOK_MILLISECONDS = 1000 + PEOPLE;
const LONGEST_TAKEOVER = 20_000;
/** For the last words of a bridge. */
const WILL_MILLISECONDS = 10_000;

/** Somebody steps on a scale every now and then. @returns what ends it */
function stepAllAlong({ weighIns }: ClusterWorld, random: () => number): () => void {
  const stop = new AbortController();
  void (async () => {
    while (!stop.signal.aborted) {
      weighIns.one();
      await pause((2000 / WEIGH_INS_PER_SECOND) * random(), undefined, { signal: stop.signal }).catch(() => {});
    }
  })();
  onTestFinished(() => stop.abort());
  return () => stop.abort();
}

/** Looks at the memory of all now and then. @returns the most that any had, in bytes */
function lookAtMemory({ places }: ClusterWorld): () => number {
  let most = 0;
  const look = setInterval(() => {
    for (const { member } of places) most = Math.max(most, member.memory() ?? 0);
  }, 1000);
  onTestFinished(() => clearInterval(look));
  return () => most;
}

const cpuOf = ({ places }: ClusterWorld) => places.reduce((sum, { member }) => sum + member.cpuSeconds(), 0);
const ms = (value: number | undefined) => (value === undefined ? '–' : Math.round(value).toLocaleString('en-US'));
const three = (values: readonly number[]) =>
  [quantile(values, 0.5), quantile(values, 0.99), quantile(values, 1)].map(ms).join(' / ');

it(`${BRIDGES} bridges with ${PEOPLE} people survive ${ROUNDS} rounds of trouble (CLUSTER_SEED=${SEED})`, {
  timeout: 2 * START_MILLISECONDS + ROUNDS * 10_000 + 4 * REST_MILLISECONDS,
}, async () => {
  const random = createRandom(SEED);
  const world = await startClusterWorld({ people: PEOPLE, bridges: BRIDGES, callsPerMinute: CALLS_PER_MINUTE, random });
  const { cloud, watcher, weighIns, places } = world;
  const mostMemory = lookAtMemory(world);
  onTestFinished(({ task }) => {
    if (task.result?.state === 'fail')
      for (const { member } of places) console.log(member.name, member.output(), watcher.states());
  });

  for (const userid of cloud.userids) cloud.weighIn(userid);
  const everybody = { timeout: START_MILLISECONDS, interval: LOOK_MILLISECONDS };
  await expect.poll(async () => (await newest(world)).size, everybody).toBe(PEOPLE);
  // Their past is read, too: what a turn costs is of those that a weigh-in wants.
  await expect.poll(() => isCalm(world.databaseUrl), everybody).toBe(true);

  const calm = { from: performance.now(), cpu: cpuOf(world), made: weighIns.all().length };
  const stop = stepAllAlong(world, random);
  await pause(CALM_MILLISECONDS);
  const cpuPerTurn = (cpuOf(world) - calm.cpu) / (weighIns.all().length - calm.made);
  const calmUntil = performance.now();

  const counts = await wreak({
    world,
    rounds: ROUNDS,
    random,
    onTrouble: (line) => console.log(new Date().toISOString(), line),
  });
  stop();
  await weighIns.settled();
  await expect.poll(() => weighIns.untold(), { timeout: REST_MILLISECONDS, interval: 500 }).toEqual([]);
  const isNewest = async () => wrongIn(world, await newest(world));
  await expect.poll(isNewest, { timeout: REST_MILLISECONDS, interval: LOOK_MILLISECONDS }).toEqual([]);
  await world.takeovers.settled();
  await expect.poll(() => areKnown(world), { timeout: REST_MILLISECONDS }).toBe(true);
  const flaps = watcher.flaps();
  const stops: (number | null)[] = [];
  for (const { member } of places) stops.push(await member.stop());
  // Only now nobody is there any more: the last one says so before it goes, whether it led or not.
  await expect.poll(() => watcher.flaps(), { timeout: WILL_MILLISECONDS }).toBe(flaps + 1);
  const logins = await lookAtLogins(world.databaseUrl, cloud);

  const takeovers = world.takeovers.milliseconds();
  recordScale({
    people: PEOPLE,
    figures: {
      'rounds of trouble': `${ROUNDS} (${describeCounts(counts)})`,
      'weigh-ins, all of them told and the newest of each person retained': `${weighIns.all().length}`,
      'told more than once': `${watcher.toldAgain()}`,
      'logins lost': `${logins.lost.length}`,
      refreshes: `${cloud.tokens.refreshes()}`,
      'refresh tokens used twice': `${cloud.tokens.doubleUses().length}`,
      'rounds of one person at once': `${cloud.calls.mostAtOnce()}`,
      'most calls in any 60 s, of so many that the plan allows': `${cloud.calls.mostInMinute()} of ${CALLS_PER_MINUTE}`,
      'calls refused with 601': `${cloud.refused()}`,
      'takeover: p50 / p99 / longest, ms': `${three(takeovers)} (of ${takeovers.length})`,
      'notification to broker: p50 / p99 / longest, ms': three(weighIns.latencies(calm.from, calmUntil)),
      'the same in trouble': three(weighIns.latencies(calmUntil)),
      'times that `bridge/state` went to `offline`': `${flaps}`,
      'most memory of a bridge, MB': `${Math.round(mostMemory() / 1e6)}`,
      'processor for a turn, ms': ms(cpuPerTurn * 1000),
      [`people of ${TURNS_PER_DAY} turns a day on one core`]: ms(DAY_SECONDS / TURNS_PER_DAY / cpuPerTurn),
    },
  });

  expect(logins.lost).toEqual([]);
  expect(cloud.tokens.doubleUses()).toEqual([]);
  expect(cloud.calls.mostAtOnce()).toBe(1);
  expect(cloud.refused()).toBe(0);
  expect(cloud.calls.mostInMinute()).toBeLessThanOrEqual(CALLS_PER_MINUTE);
  expect(flaps).toBe(0);
  expect(quantile(takeovers, 1) ?? 0).toBeLessThan(LONGEST_TAKEOVER);
  expect(stops).toEqual(places.map(() => 0));
});

/** Whether the bridges are those who live for each other: nobody is dead and not missed yet, or missed and not ended yet. */
async function areKnown({ places, databaseUrl }: ClusterWorld): Promise<boolean> {
  const living = await livingPids(databaseUrl);
  const pids = places.map(({ member }) => member.pid());
  return living.length === pids.length && pids.every((pid) => pid !== undefined && living.includes(pid));
}

/** Weights on the broker by account. */
async function newest({ broker }: ClusterWorld): Promise<ReadonlyMap<string, string>> {
  const retained = await readRetained(broker.url, `${BASE}/+/weight`);
  return new Map([...retained].map(([topic, payload]) => [topic.split('/')[1]!, payload]));
}

/** People whose weight on the broker is not the newest of the cloud. */
function wrongIn({ cloud }: ClusterWorld, weights: ReadonlyMap<string, string>): string[] {
  return cloud.userids
    .filter((userid) => Math.round(Number(weights.get(accountOf(userid))) * 1000) !== cloud.newest(userid)?.grams)
    .map(accountOf);
}

function describeCounts(counts: ReadonlyMap<Trouble, number>): string {
  return [...counts].map(([trouble, count]) => `${trouble}: ${count}`).join(', ');
}
