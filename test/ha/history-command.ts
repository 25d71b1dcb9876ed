import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { stretchToTenYears } from '../../bench/ten-years.js';
import type { Person } from '../../src/demo/cloud.js';
import { type Program, withings2mqtt } from '../process/world.js';
import { isArchived } from '../stored.js';
import { type House, type HouseOptions, openHouse } from './house.js';

export const WEIGHT = 'sensor.withings_anna_weight';
export const STEPS = 'sensor.withings_anna_activity_steps';

const RECENT_SECONDS = 7200;
const WITHIN = { timeout: 30_000, interval: 250 };

/** Where the command looks for Home Assistant, and with which token; default: the house's own. */
export interface Door {
  readonly url?: string;
  readonly token?: string;
  readonly env?: Record<string, string>;
}

/** What a run of the command came to. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A house whose entities are there, and whose bridge has stopped. */
export async function syncedHouse(options: HouseOptions = {}): Promise<House> {
  const house = await openHouse(options);
  await syncOnce(house);
  return house;
}

/**
 * No reading in an hour that Home Assistant has yet to compile, or has compiled a moment ago: it is left alone for ten
 * minutes, and a run that comes later has more to write.
 */
function closeHours(person: Person): void {
  const recent = Date.now() / 1000 - RECENT_SECONDS;
  for (const group of person.measuregrps) if (group.date > recent) group.date -= RECENT_SECONDS;
}

/** Anna's ten years, all of them over for Home Assistant. */
export function tenClosedYears(anna: Person): void {
  stretchToTenYears(anna);
  closeHours(anna);
}

/** Runs the bridge until Home Assistant shows what it brings. */
export async function syncOnce(house: House, entities = [WEIGHT, STEPS]): Promise<void> {
  const bridge = await house.startBridge();
  for (const entity of entities) await expect.poll(() => house.ha.state(entity), WITHIN).toMatch(/^\d/);
  await expect.poll(() => isArchived(house.data('.')), { ...WITHIN, timeout: 120_000 }).toBe(true);
  bridge.process.kill('SIGTERM');
  await bridge.exit;
}

/** Starts `withings2mqtt history anna`. */
export async function startHistory(house: House, args: readonly string[] = [], door: Door = {}): Promise<Program> {
  const { url = house.ha.url, token = house.ha.token, env } = door;
  const config = join(house.dir, 'history.yaml');
  const bridge = await readFile(house.config, 'utf8');
  await writeFile(config, `${bridge}\nhomeassistant: ${JSON.stringify({ url, token })}\n`);
  return withings2mqtt(['history', 'anna', '-c', config, ...args], env);
}

/** Runs it to its end; its token is never in what it prints. */
export async function history(house: House, args: readonly string[] = [], door: Door = {}): Promise<Outcome> {
  const program = await startHistory(house, args, door);
  const code = await program.exit;
  expect(program.output()).not.toContain(door.token ?? house.ha.token);
  return { code, stdout: program.stdout(), stderr: program.stderr() };
}

/** A run that fails with this sentence alone. */
export function saying(sentence: string | RegExp): Outcome {
  const stderr = typeof sentence === 'string' ? `${sentence}\n` : expect.stringMatching(sentence);
  return { code: 1, stdout: '', stderr };
}
