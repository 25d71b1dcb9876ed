import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The newest 4.1 that runs on Node 20. */
const VERSION = '4.1.15';
const DIR = resolve(process.env.NODE_RED_DIR ?? join(tmpdir(), `withings2mqtt-node-red-${VERSION}`));

/** The program that a finished `setup` leaves. */
export const NODE_RED = join(DIR, 'node_modules', 'node-red', 'red.js');

/**
 * Once before the tests: installs Node-RED where it is not there yet.
 *
 * @throws Error with npm's own words when that is impossible
 */
export function setup(): void {
  if (installedVersion() === VERSION) return;
  const what = ['--no-save', '--no-audit', '--no-fund', '--omit=optional', `node-red@${VERSION}`];
  const npm = spawnSync('npm', ['install', '--prefix', DIR, ...what], { cwd: tmpdir(), encoding: 'utf8' });
  if (npm.status === 0 && installedVersion() === VERSION) return;
  const reason = npm.error?.message ?? `npm ended with ${npm.status}:\n${npm.stderr}`;
  throw new Error(
    `These tests need Node-RED ${VERSION}, and npm could not install it into ${DIR}. Make the npm registry reachable, ` +
      `or name a folder that has it: NODE_RED_DIR=/path (npm install --prefix /path node-red@${VERSION}). ${reason}`,
  );
}

/** By npm's own list of what lies in the folder, which it writes last: an install that was cut short does not count. */
function installedVersion(): string | undefined {
  try {
    const list = JSON.parse(readFileSync(join(DIR, 'node_modules', '.package-lock.json'), 'utf8'));
    return list.packages?.['node_modules/node-red']?.version;
  } catch {
    return undefined;
  }
}
