// node scripts/publish-app.mjs REMOTE VERSION [FOLDER]: makes the repository at REMOTE, which users add to Home Assistant, hold
// what lies in app/ (or that folder), with that version. The last step of a release: the image must be there before.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withVersion } from './app-version.mjs';

const [remote, version, source = fileURLToPath(new URL('../app', import.meta.url))] = process.argv.slice(2);
const AUTHOR = { name: 'withings2mqtt release', email: 'release@withings2mqtt.invalid' };

if (!remote || !/^\d+\.\d+\.\d+$/.test(version ?? '')) {
  console.error('usage: node scripts/publish-app.mjs REMOTE VERSION [FOLDER]');
  process.exitCode = 2;
} else {
  const folder = mkdtempSync(join(tmpdir(), 'withings2mqtt-app-'));
  try {
    console.log(publish(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function publish(folder) {
  const git = (...args) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
  git('clone', '--quiet', remote, '.');
  for (const name of readdirSync(folder)) if (name !== '.git') rmSync(join(folder, name), { recursive: true });
  cpSync(source, folder, { recursive: true });
  const config = join(folder, 'withings2mqtt/config.yaml');
  writeFileSync(config, withVersion(readFileSync(config, 'utf8'), version));
  git('add', '--all');
  if (git('status', '--porcelain') === '') return `the App's repository has ${version} already`;
  const author = ['-c', `user.name=${AUTHOR.name}`, '-c', `user.email=${AUTHOR.email}`];
  git(...author, 'commit', '--quiet', '--message', `withings2mqtt ${version}`);
  git('push', '--quiet', 'origin', 'HEAD:main');
  return `the App's repository has ${version} now`;
}
