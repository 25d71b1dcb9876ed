import { readdir, readFile, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { MeasureGroup } from '../../src/demo/cloud.js';
import { nextWeighIn } from '../../src/demo/people.js';
import { ANNA, person } from '../demo/helpers.js';
import { annaOf, type Subscriber, subscriber, type World, withings2mqtt, world } from '../process/world.js';

/** Sees that nothing is lost: what anna weighs, what is told of it, and what lies in the data folder. */
export interface Witness extends World {
  readonly seen: Subscriber;
  /** Anna steps on the scale, later than before; a `reading` must tell of it. */
  weighIn(): void;
  /** Every value on the broker is the cloud's, at the cloud's time, and none is older than the one before it. */
  checkValues(after: string): void;
  /** Both files are whole, for their owner alone, and hold logins that the cloud takes. */
  checkFiles(after: string): Promise<void>;
  /** A plain start, as if a minute later, which succeeds, tells of everything and leaves two files behind. */
  checkNextStart(after: string): Promise<void>;
  /** How many readings were made, and how often one was told more than once. */
  count(): { readonly made: number; readonly again: number };
}

const YAML = 'homeassistant:\n  enabled: false\n';
const MINUTE = 60;
const MAY_READ = /source":"getmeas\/(\d+)"/;

/**
 * A world with anna and ben authorised and synced, whose tokens must be refreshed in each run.
 *
 * @param weighIns at most so many will be asked for
 * @param server YAML of the section `server`
 */
export async function witness(weighIns: number, server = '{ enabled: false }'): Promise<Witness> {
  const anna = { ...annaOf(), goals: [], devices: [] };
  const here = await world({
    cloud: { people: [anna, person(7002, 'ben')], accessTokenSeconds: MINUTE },
    yaml: `${YAML}server: ${server}\n`,
  });
  const { cloud, config, data } = here;
  await here.authorize();
  expect(await withings2mqtt(['run', '--once', '-c', config]).exit).toBe(0);
  const seen = await subscriber(here.brokerUrl, 'withings/anna/#', 'withings/bridge/#');
  const { measuregrps } = cloud.people.get(ANNA)!;
  const made: string[] = [];
  const newest = new Map<string, number>();
  let checked = 0;

  function checkValue(topic: string, payload: string, after: string): void {
    const [, type] = payload.match(MAY_READ) ?? [];
    if (type === undefined) return;
    const { value, taken, group_id } = JSON.parse(payload) as { value: number; taken: string; group_id: string };
    const group = measuregrps.find(({ grpid }) => String(grpid) === group_id);
    const time = Date.parse(taken);
    expect(quantities(group, Number(type)), `${after}: a wrong value in ${topic}`).toContain(value);
    expect(time, `${after}: a wrong time in ${topic}`).toBe(group!.date * 1000);
    expect(time, `${after}: ${topic} is older than before`).toBeGreaterThanOrEqual(newest.get(topic) ?? 0);
    newest.set(topic, time);
  }

  function told(): Map<string, number> {
    const times = new Map<string, number>();
    for (const { topic, payload } of seen.messages) {
      if (topic !== 'withings/anna/reading') continue;
      const { group_id } = JSON.parse(payload) as { group_id: string };
      times.set(group_id, (times.get(group_id) ?? 0) + 1);
    }
    return times;
  }

  const untold = () => {
    const all = told();
    return made.filter((id) => !all.has(id));
  };

  const witness: Witness = {
    ...here,
    seen,
    weighIn() {
      const group = nextWeighIn(cloud.people.get(ANNA)!, Date.now() - (weighIns - made.length) * 1000);
      group.created = group.modified = Math.floor(Date.now() / 1000);
      made.push(String(group.grpid));
    },

    checkValues(after) {
      for (; checked < seen.messages.length; checked++) {
        const { topic, payload } = seen.messages[checked]!;
        if (topic.endsWith('/attributes')) checkValue(topic, payload, after);
      }
    },

    async checkFiles(after) {
      for (const name of await readdir(data('.'))) {
        if (!/^(tokens|state)\.json/.test(name)) continue;
        expect(name, `${after}: something was damaged`).toMatch(/\.json$/);
        expect((await stat(data(name))).mode & 0o777, `${after}: ${name} is open to others`).toBe(0o600);
        JSON.parse(await readFile(data(name), 'utf8'));
      }
      for (const { refresh_token } of await logins(data('tokens.json'))) {
        expect(cloud.isRefreshTokenAlive(refresh_token), `${after}: a login is lost`).toBe(true);
      }
    },

    async checkNextStart(after) {
      await letTimePass(data('.'));
      const next = withings2mqtt(['run', '--once', '-c', config]);
      expect(await next.exit, `${after}: ${next.output()}`).toBe(0);
      const weight = quantities(newestWeighIn(measuregrps), 1)[0];
      await expect.poll(() => Number(seen.payload('withings/anna/weight')), { message: after }).toBe(weight);
      await expect.poll(untold, { message: `${after}: a reading is lost` }).toEqual([]);
      witness.checkValues(after);
      await witness.checkFiles(after);
      // A takeover that was cut off leaves one file, which the next takeover removes.
      const left = (await readdir(data('.'))).filter((name) => name !== '.lock.takeover');
      expect(left.toSorted(), after).toEqual(['state.json', 'tokens.json']);
    },

    count: () => ({ made: made.length, again: [...told().values()].reduce((sum, times) => sum + times - 1, 0) }),
  };
  return witness;
}

/** The logins of anna and ben in a token file; fails if one is not there. */
async function logins(path: string): Promise<{ refresh_token: string }[]> {
  const { version, accounts } = JSON.parse(await readFile(path, 'utf8'));
  expect(version).toBe(1);
  expect(Object.keys(accounts).toSorted()).toEqual(['anna', 'ben']);
  return Object.values(accounts);
}

/** A minute goes by for what was left half-written: whoever was at it is gone for sure. */
export async function letTimePass(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith('.')) continue;
    const then = Date.now() / 1000 - MINUTE;
    await utimes(join(folder, name), then, then);
  }
}

function newestWeighIn(groups: readonly MeasureGroup[]): MeasureGroup | undefined {
  return groups
    .filter((group) => quantities(group, 1).length > 0)
    .toSorted((a, b) => a.date - b.date)
    .at(-1);
}

function quantities(group: MeasureGroup | undefined, type: number): number[] {
  const rows = (group?.measures ?? []).filter((row) => row.type === type);
  return rows.map(({ value, unit }) => Number(`${value}e${unit}`));
}
