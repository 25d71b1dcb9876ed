import { expect } from 'vitest';
import { ANNA } from '../demo/helpers.js';
import {
  type FakeEntity,
  type FakeHomeAssistant,
  startFakeHomeAssistant,
  TOKEN,
} from '../statistics/fake-home-assistant.js';
import { annaOf, benOf, type World, withings2mqtt, world } from './world.js';

const SERVER = 'server:\n  enabled: false\n';
export const WEIGHT = 'sensor.withings_anna_weight';

/** What a run of the command came to. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function entity(key: string, more: Partial<FakeEntity> = {}): FakeEntity {
  const uniqueId = `withings_${ANNA}_${key}`;
  const entityId = `sensor.withings_anna_${key}`;
  return { entityId, uniqueId, kind: 'mean', unit: 'kg', unitClass: 'mass', ...more };
}

/** Anna's weigh-ins and her height lie in the past; her height is disabled in Home Assistant. */
export async function setUp(url?: string): Promise<{ ha: FakeHomeAssistant; here: World }> {
  const ha = await startFakeHomeAssistant({
    entities: [entity('weight'), entity('height', { unit: 'm', unitClass: 'distance', disabled: true })],
  });
  const yaml = `${SERVER}homeassistant:\n  url: ${url ?? ha.url}\n  token: ${TOKEN}\n`;
  const anna = annaOf();
  anna.measuregrps[1]!.date -= 7200;
  return { ha, here: await world({ yaml, cloud: { people: [anna, benOf()] } }) };
}

/** Anna has been synced by the bridge, once. */
export async function asSynced(here: World): Promise<void> {
  await here.authorize();
  const once = withings2mqtt(['run', '--once', '-c', here.config]);
  expect(await once.exit, once.output()).toBe(0);
}

/** Runs `withings2mqtt history anna` to its end; its token is never in what it prints. */
export async function history(here: World, ...args: string[]): Promise<Outcome> {
  return historyWith({}, here, ...args);
}

/** The same, with variables of the environment. */
export async function historyWith(env: Record<string, string>, here: World, ...args: string[]): Promise<Outcome> {
  const program = withings2mqtt(['history', 'anna', '-c', here.config, ...args], env);
  const code = await program.exit;
  expect(program.output()).not.toContain(TOKEN);
  return { code, stdout: program.stdout(), stderr: program.stderr() };
}
