import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { nextWeighIn } from '../../src/demo/invented-people.js';
import { ANNA } from '../demo/helpers.js';
import { withStore } from '../stored.js';
import { type Program, subscriber, withings2mqtt, world } from './world.js';

const HELD = / is using \S+data; stop it first$/m;
/** Whoever is not in it sees none of its processes, nor they those outside: as in two containers on one volume. */
const OWN_PIDS = ['unshare', '--user', '--map-root-user', '--pid', '--fork', '--kill-child', '--mount-proc'];
const hasOwnPids = spawnSync(OWN_PIDS[0]!, [...OWN_PIDS.slice(1), 'true']).status === 0;
const LIVES = / info {2}withings2mqtt \S+ for anna, ben$/m;

async function ready() {
  const here = await world();
  await here.authorize();
  const run = (within: readonly string[] = []) => withings2mqtt(['run', '-c', here.config], {}, within);
  const seen = await subscriber(here.brokerUrl, 'withings/bridge/#');
  return { ...here, run, seen };
}

const refused = async (program: Program) => {
  expect(await program.exit, program.output()).toBe(1);
  expect(program.stderr()).toMatch(HELD);
  expect(program.stderr()).not.toMatch(LIVES);
};

describe('two bridges on one data folder', () => {
  it('that start at the same moment: exactly one runs', { timeout: 90_000 }, async () => {
    const { run } = await ready();

    for (let round = 0; round < 2; round++) {
      const programs = [run(), run(), run()];
      const codes: (number | null | undefined)[] = await Promise.all(
        programs.map(({ exit, prints }) => Promise.race([exit, prints(LIVES).then(() => undefined)])),
      );
      expect(codes.toSorted(), programs.map((one) => one.output()).join('\n')).toEqual([1, 1, undefined]);
      for (const program of programs.filter((_, index) => codes[index] === 1)) await refused(program);
      const winner = programs[codes.indexOf(undefined)]!;
      winner.process.kill('SIGKILL');
      await winner.exit;
    }
  });

  it.skipIf(!hasOwnPids)(
    'in two containers: the second is refused while the first lives, and starts as soon as it is dead (needs pid namespaces)',
    { timeout: 90_000 },
    async () => {
      const { run, seen } = await ready();
      const first = run(OWN_PIDS);
      await seen.sees('withings/bridge/info', (payload) => JSON.parse(payload).next_sync !== null);

      const second = run(OWN_PIDS);
      await refused(second);
      // Each is the first process of its container; who holds the folder is told by the moment, too.
      expect(second.stderr()).toMatch(
        new RegExp(
          `another withings2mqtt \\(pid \\d+ on ${hostname()}, since \\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z\\) is using`,
        ),
      );
      await refused(run());

      const killed = Date.now();
      first.process.kill('SIGKILL');
      await seen.sees('withings/bridge/state', (payload) => payload === 'offline');
      const third = run(OWN_PIDS);
      await third.prints(LIVES);
      await seen.sees('withings/bridge/state', (payload) => payload === 'online');
      expect(Date.now() - killed).toBeLessThan(20_000);
      expect(third.output()).not.toMatch(/ (warn|error) /);
    },
  );
});

/** On a network disk that comes back without its locks another process can have the lease, too. */
it('a bridge that another one has taken over from writes nothing more, and ends', async () => {
  const { cloud, data, run, seen } = await ready();
  const former = run();
  await seen.sees('withings/bridge/info', (payload) => JSON.parse(payload).next_sync !== null);
  await rm(data('lease.db'));

  const weighIn = await withStore(data('.'), async ({ lease, states }) => {
    await lease.acquire({ host: 'another', pid: 1, since: Date.now() });
    const kept = await states.load(String(ANNA));
    const { grpid } = nextWeighIn(cloud.people.get(ANNA)!, Date.now());
    await seen.client.publishAsync('withings/bridge/request/refresh', '{}');

    expect(await former.exit, former.output()).toBe(1);

    expect(await states.load(String(ANNA))).toEqual(kept);
    expect(await lease.isHeld()).toBe(true);
    return String(grpid);
  });
  expect(
    former.output().match(/another withings2mqtt has taken over \S+data; this one stops: let one alone run on it/g),
  ).toHaveLength(1);
  expect(former.output()).not.toMatch(/^\s+at /m);

  const next = run();
  await next.prints(LIVES);
  await seen.sees('withings/bridge/info', (payload) => JSON.parse(payload).next_sync !== null);
  await expect
    .poll(() => withStore(data('.'), async ({ states }) => (await states.load(String(ANNA))).readings.weight?.groupId))
    .toBe(weighIn);
});
