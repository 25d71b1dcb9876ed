import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'libsql';
import { expect, onTestFinished } from 'vitest';
import type { MeasureGroup } from '../../src/demo/cloud.js';
import { nextWeighIn } from '../../src/demo/invented-people.js';
import { measureMetric } from '../../src/metrics/catalogue/measures.js';
import { startBroker } from '../../src/mqtt/embedded-broker.js';
import { readConfig } from '../../src/sinks/homeassistant/config-json.js';
import type { Tokens } from '../../src/withings/tokens.js';
import { ANNA, BEN, person } from '../demo/helpers.js';
import { type Relay, startRelay } from '../e2e/relay.js';
import { annaOf, type Subscriber, subscriber, type World, withings2mqtt, world } from '../process/world.js';
import { withCopy } from '../stored.js';

/** Sees that nothing is lost: what anna weighs, what is told of it, and what lies in the data folder. */
export interface Witness extends World {
  readonly seen: Subscriber;
  /** Between bridges and the broker. */
  readonly wire: Relay;
  /**
   * Anna steps on the scale, later than before, and it says something that no scale has said before; a `reading` must
   * tell of it. Gives the id of its group.
   */
  weighIn(): string;
  /** Every value on the broker is the cloud's, at the cloud's time, and none is older than the one before it. */
  checkValues(after: string): void;
  /** The store is whole, for its owner alone, and holds logins that the cloud takes. */
  checkKept(after: string): Promise<void>;
  /** A plain start, which succeeds, tells of everything, has all of it in Home Assistant, and leaves two files behind, and these. */
  checkNextStart(after: string, alsoLeft?: readonly string[]): Promise<void>;
  /** The logins in the store, by account, which stays as a crash has left it. */
  logins(): Promise<Readonly<Record<string, Tokens>>>;
  /** Names of those whose refresh token the cloud does not take any more. */
  deadLogins(logins: Readonly<Record<string, Pick<Tokens, 'refreshToken'>>>): string[];
  /** How many readings were made, and how often one was told more than once. */
  count(): { readonly made: number; readonly again: number };
}

const MINUTE = 60;
/** Of a type of measure that is in no catalogue; so many are one after the other. */
const NEW_TYPE = 5001;
const NEW_TYPES = 60;
const DISCOVERY = 'homeassistant/device/+/config';
const MAY_READ = /source":"getmeas\/(\d+)"/;

/**
 * A world with anna and ben authorised and synced, whose tokens must be refreshed in each run.
 *
 * @param weighIns at most so many will be asked for
 * @param server YAML of the section `server`
 */
export async function witness(weighIns: number, server = '{ enabled: false }'): Promise<Witness> {
  const anna = { ...annaOf(), goals: [], devices: [] };
  const broker = await startBroker({ port: 0 });
  onTestFinished(() => broker.close());
  const wire = await startRelay({ port: Number(new URL(broker.url).port) }, 'mqtt');
  const here = await world({
    brokerUrl: `mqtt://127.0.0.1:${wire.port}`,
    cloud: { people: [anna, person(BEN, 'ben')], accessTokenSeconds: MINUTE },
    yaml: `server: ${server}\n`,
  });
  const { cloud, config, data } = here;
  await here.authorize();
  expect(await withings2mqtt(['run', '--once', '-c', config]).exit).toBe(0);
  const seen = await subscriber(broker.url, 'withings/anna/#', 'withings/bridge/#', DISCOVERY);
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

  /** Of everybody's devices the entities that should be in Home Assistant and are not. */
  function missingEntities(): string[] {
    const keys = measuregrps.flatMap(({ measures }) =>
      measures.map((row) => measureMetric(row.type, row.position).key),
    );
    const wanted = [
      ...[...keys, 'last_measurement', 'reading', 'refresh'].map((key) => `withings_${ANNA}_${key}`),
      ...[`withings_${BEN}_reading`, 'withings2mqtt_connection_state'],
    ];
    const there = new Set<string>();
    for (const topic of new Set(seen.messages.map((message) => message.topic))) {
      if (!topic.startsWith('homeassistant/device/')) continue;
      const { components = {} } = readConfig(seen.payload(topic) ?? '') ?? {};
      for (const { unique_id } of Object.values(components as Record<string, { unique_id: string }>)) {
        there.add(unique_id.replace(/^withings2mqtt_[0-9a-z]+_/, 'withings2mqtt_'));
      }
    }
    return [...new Set(wanted)].filter((id) => !there.has(id));
  }

  const witness: Witness = {
    ...here,
    ...{ seen, wire },
    weighIn() {
      const group = nextWeighIn(cloud.people.get(ANNA)!, Date.now() - (weighIns - made.length) * 1000);
      group.measures.push({ type: NEW_TYPE + (made.length % NEW_TYPES), value: made.length, unit: 0 });
      group.created = group.modified = Math.floor(Date.now() / 1000);
      made.push(String(group.grpid));
      return String(group.grpid);
    },

    checkValues(after) {
      for (; checked < seen.messages.length; checked++) {
        const { topic, payload } = seen.messages[checked]!;
        if (topic.endsWith('/attributes')) checkValue(topic, payload, after);
      }
    },

    async checkKept(after) {
      for (const name of await readdir(data('.'))) {
        expect(name, `${after}: something was damaged`).not.toContain('damaged');
        if (!name.startsWith('withings2mqtt.db')) continue;
        expect((await stat(data(name))).mode & 0o777, `${after}: ${name} is open to others`).toBe(0o600);
      }
      const kept = await witness.logins();
      expect(Object.keys(kept).toSorted(), `${after}: a login is lost`).toEqual(['anna', 'ben']);
      expect(witness.deadLogins(kept), `${after}: a login is lost`).toEqual([]);
    },

    async checkNextStart(after, alsoLeft = []) {
      const next = withings2mqtt(['run', '--once', '-c', config]);
      expect(await next.exit, `${after}: ${next.output()}`).toBe(0);
      const weight = quantities(newestWeighIn(measuregrps), 1)[0];
      await expect.poll(() => Number(seen.payload('withings/anna/weight')), { message: after }).toBe(weight);
      await expect.poll(untold, { message: `${after}: a reading is lost` }).toEqual([]);
      await expect.poll(missingEntities, { message: `${after}: an entity is missing` }).toEqual([]);
      witness.checkValues(after);
      await witness.checkKept(after);
      expect(await filesIn(data('.')), after).toEqual([...alsoLeft, 'lease.db', 'withings2mqtt.db'].toSorted());
    },

    logins: () =>
      withCopy(data('.'), async ({ people, logins }, path) => {
        expect(problemsIn(path)).toBe('ok');
        const kept = new Map<string, Tokens>();
        for (const { userId, name } of await people.list()) {
          const login = await logins.of(userId);
          if (login && name !== undefined) kept.set(name, login);
        }
        return Object.fromEntries(kept);
      }),
    deadLogins: (logins) =>
      Object.entries(logins).flatMap(([name, { refreshToken }]) =>
        cloud.isRefreshTokenAlive(refreshToken) ? [] : [name],
      ),
    count: () => ({ made: made.length, again: [...told().values()].reduce((sum, times) => sum + times - 1, 0) }),
  };
  return witness;
}

/** `ok` for a database that is whole; one that nobody else needs. */
function problemsIn(path: string): string {
  const database = new Database(path);
  try {
    const rows = database.prepare('select integrity_check as problem from pragma_integrity_check').all();
    return (rows as { problem: string }[]).map(({ problem }) => problem).join('; ');
  } finally {
    database.close();
  }
}

/** Names, in order, but those of SQLite's that hold nothing any more: the library leaves them to the end of the process. */
export async function filesIn(folder: string): Promise<string[]> {
  const sizes = (await readdir(folder)).map(async (name) => ({ name, size: (await stat(join(folder, name))).size }));
  const isSpent = ({ name, size }: { name: string; size: number }) =>
    name.endsWith('.db-shm') || (name.endsWith('.db-wal') && size === 0);
  return (await Promise.all(sizes)).flatMap((file) => (isSpent(file) ? [] : [file.name])).toSorted();
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
