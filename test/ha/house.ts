import { onTestFailed } from 'vitest';
import { createBen } from '../../src/demo/ben.js';
import type { Person } from '../../src/demo/cloud.js';
import { demoPeople } from '../../src/demo/invented-people.js';
import { createRandom } from '../../src/demo/random.js';
import { createZone } from '../../src/demo/wall-clock.js';
import { annaIn, zonesAtNoon } from '../demo/noon.js';
import { loggedIn } from '../e2e/bridge.js';
import { mosquittoSub, readRetainedLines, type Sub } from '../e2e/clients.js';
import { type Mosquitto, startMosquitto } from '../e2e/mosquitto.js';
import { type Program, type World, withings2mqtt } from '../process/world.js';
import { type HomeAssistant, startHomeAssistant } from './home-assistant.js';
import type { InstanceOptions } from './instance.js';

export const ANNA = 1_001_001;
export const BEN = 1_001_002;

/** The bridge says there when the next round is, after it has queued everything else. */
const INFO = 'withings/bridge/info';

/** All of it, as in somebody's house: Home Assistant, Mosquitto, and the bridge between them and the demo's cloud. */
export interface House extends World {
  readonly ha: HomeAssistant;
  readonly broker: Mosquitto;
  readonly sub: Sub;
  readonly anna: Person;
  readonly ben: Person;
  /** Starts the bridge; resolves when its first round is over and all of it published. */
  startBridge(env?: Record<string, string>): Promise<Program>;
  /** What lies retained below a filter, by topic. */
  retained(filter: string): Promise<Map<string, string>>;
}

export interface HouseOptions extends Omit<InstanceOptions, 'brokerPort'> {
  /** Done to the people before the cloud starts. */
  readonly prepare?: (anna: Person, ben: Person) => void;
}

/** Both live where no midnight is near. */
export function liveAtNoon(anna: Person, ben: Person): void {
  const [timezone] = zonesAtNoon();
  Object.assign(anna, annaIn(timezone));
  Object.assign(ben, createBen(Date.now(), createRandom(2), createZone(timezone)), { timezone });
}

/** A house without its bridge; everything ends with the test. */
export async function openHouse({ prepare, ...options }: HouseOptions = {}): Promise<House> {
  const people = demoPeople(Date.now());
  const anna = people.find(({ userid }) => userid === ANNA)!;
  const ben = people.find(({ userid }) => userid === BEN)!;
  prepare?.(anna, ben);
  const broker = await startMosquitto();
  const ha = await startHomeAssistant({ brokerPort: broker.port, ...options });
  const parts = await loggedIn({ brokerUrl: broker.url, cloud: { people } }, { anna: ANNA, ben: BEN });
  const sub = await mosquittoSub(broker, ['#']);
  return {
    ...parts,
    ha,
    broker,
    sub,
    anna,
    ben,
    async startBridge(env) {
      const before = sub.received().length;
      const program = withings2mqtt(['run', '-c', parts.config], env);
      onTestFailed(() => console.error(program.output()));
      const synced = sub.sees(({ topic, payload }) => topic === INFO && JSON.parse(payload).next_sync !== null, before);
      const ended = program.exit.then((code) => Promise.reject(new Error(`the bridge has ended with ${code}`)));
      await Promise.race([synced, ended]);
      return program;
    },
    async retained(filter) {
      const lines = await readRetainedLines(broker, filter);
      return new Map(lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
    },
  };
}
