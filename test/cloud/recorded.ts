import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Person } from '../../src/demo/cloud.js';

/** Where each list of a person comes from: the file, and the key in the answer's body. */
const SOURCES = [
  ['measurement.json', 'measuregrps'],
  ['device.json', 'devices'],
  ['goals.json', 'goals'],
  ['activity.json', 'activities'],
  ['workouts.json', 'series', 'workouts'],
  ['sleep_summary.json', 'series', 'sleeps'],
  ['heart.json', 'series', 'ecgs'],
] as const;

/**
 * What a folder of recorded answers holds, for a person of the simulated cloud, which sends it by its own rules. A file
 * that is not there leaves its list out.
 */
export function recordedAnswers(folder: string): Partial<Person> {
  const found = SOURCES.filter(([file]) => existsSync(join(folder, file))).map(([file, key, list = key]) => {
    const { body } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    return [list, body[key]];
  });
  return Object.fromEntries(found);
}
