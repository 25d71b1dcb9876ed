import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { nextWeighIn } from '../../src/demo/people.js';
import { ANNA, person } from '../demo/helpers.js';
import { annaOf, type Subscriber, subscriber, withings2mqtt, world } from '../process/world.js';
import { createRandom } from './random.js';

const KILLS = Number(process.env.CRASH_KILLS ?? 200);
const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
/** A run takes about this long; the kill falls somewhere in it. */
const LONGEST_MILLISECONDS = 900;

/** Every reading that was ever told, by group id, with how often. */
function toldIn(seen: Subscriber): Map<string, number> {
  const told = new Map<string, number>();
  for (const { topic, payload } of seen.messages) {
    if (topic !== 'withings/anna/reading') continue;
    const { group_id } = JSON.parse(payload) as { group_id: string };
    told.set(group_id, (told.get(group_id) ?? 0) + 1);
  }
  return told;
}

/**
 * Kills the bridge at a random instant, again and again. Each run has a new weigh-in to tell of and a token to refresh,
 * since tokens live shorter than a run; the cloud keeps the real one's rule that an old refresh token dies when the new
 * access token is first used.
 */
it(`survives ${KILLS} kills (CRASH_SEED=${SEED})`, { timeout: KILLS * 6000 }, async () => {
  const random = createRandom(SEED);
  const anna = { ...annaOf(), goals: [], devices: [] };
  const { cloud, config, brokerUrl, authorize, data } = await world({
    cloud: { people: [anna, person(7002, 'ben')], accessTokenSeconds: 60 },
    yaml: 'homeassistant:\n  enabled: false\nserver:\n  enabled: false\n',
  });
  await authorize();
  expect(await withings2mqtt(['run', '--once', '-c', config]).exit).toBe(0);
  const seen = await subscriber(brokerUrl, 'withings/anna/#');
  const made: string[] = [];
  let newest = 0;

  for (let kill = 0; kill < KILLS; kill++) {
    const at = Date.now() - (KILLS - kill) * 1000;
    const group = nextWeighIn(cloud.people.get(ANNA)!, at);
    group.created = group.modified = Math.floor(Date.now() / 1000);
    made.push(String(group.grpid));
    const victim = withings2mqtt(['run', '--once', '-c', config]);
    await Promise.race([pause(Math.floor(random() * LONGEST_MILLISECONDS)), victim.exit]);
    victim.process.kill('SIGKILL');
    await victim.exit;

    const weight = JSON.parse(seen.payload('withings/anna/weight/attributes') ?? '{}') as { taken?: string };
    const taken = Date.parse(weight.taken ?? '');
    expect(taken, `kill ${kill}: a value older than the one before`).toBeGreaterThanOrEqual(newest);
    newest = taken;
    const { accounts } = JSON.parse(await readFile(data('tokens.json'), 'utf8'));
    expect(cloud.isRefreshTokenAlive(accounts.anna.refresh_token), `kill ${kill}: the login is lost`).toBe(true);
  }

  const last = withings2mqtt(['run', '--once', '-c', config]);
  expect(await last.exit, last.output()).toBe(0);
  const weight = cloud.people
    .get(ANNA)!
    .measuregrps.at(-1)!
    .measures.find(({ type }) => type === 1)!;
  const expected = Number(`${weight.value}e${weight.unit}`);
  await seen.sees('withings/anna/weight', (payload) => Number(payload) === expected);
  const told = toldIn(seen);
  expect(made.filter((id) => !told.has(id))).toEqual([]);
  const again = [...told.values()].reduce((sum, times) => sum + times - 1, 0);
  console.log(`kills: ${KILLS}, lost logins: 0, lost readings: 0, told again: ${again}`);
});
