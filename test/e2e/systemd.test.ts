import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/index.js';
import { folder } from '../process/world.js';

const UNIT = fileURLToPath(new URL('../../examples/systemd/withings2mqtt.service', import.meta.url));
const lines = readFileSync(UNIT, 'utf8').split('\n');

/** The values of a setting, those that are only suggested as well. */
function valuesOf(setting: string): string[] {
  const found = lines.map((line) => new RegExp(`^#?${setting}="?([^"]*)"?$`).exec(line)?.[1]);
  return found.filter((value): value is string => value !== undefined);
}

function analyze(...args: string[]) {
  const { status, stdout, stderr, error } = spawnSync('systemd-analyze', [...args, '--no-pager'], { encoding: 'utf8' });
  if (error) throw new Error('there is no systemd-analyze: apt-get install systemd', { cause: error });
  return { status, said: `${stdout}${stderr}` };
}

describe('the unit for systemd', () => {
  it('is one that systemd understands, every line of it', async () => {
    const root = await folder();
    const unit = join(root, 'etc/systemd/system/withings2mqtt.service');
    await mkdir(join(root, 'etc/systemd/system'), { recursive: true });
    await copyFile(UNIT, unit);

    expect(analyze('verify', '--man=no', unit)).toEqual({ status: 0, said: '' });
    await writeFile(unit, `${lines.join('\n').replace('[Install]', 'DynamicUsre=yes\n[Install]')}`);
    expect(analyze('verify', '--man=no', unit).said).toContain('DynamicUsre');
  });

  it('is below 2.0 in its own reckoning: OK', () => {
    const { status, said } = analyze('security', '--offline=true', '--threshold=20', UNIT);

    expect(status, said).toBe(0);
    expect(said).toMatch(/Overall exposure level[^\n]*: 1\.\d OK/);
  });

  it('is as exposed as docs/reliability.md says', () => {
    const said = /: (\d\.\d) OK/.exec(analyze('security', '--offline=true', UNIT).said)?.[1];

    expect(readFileSync(new URL('../../docs/reliability.md', import.meta.url), 'utf8')).toContain(
      `an exposure of ${said} `,
    );
  });

  it('gives every secret as a credential, which the configuration takes', async () => {
    const credentials = await folder();
    const names = valuesOf('LoadCredential').map((value) => value.split(':')[0]!);
    await Promise.all(names.map((name) => writeFile(join(credentials, name), `secret of ${name}\n`)));
    await Promise.all(names.map((name) => chmod(join(credentials, name), 0o400)));
    const variables = valuesOf('Environment').filter((value) => value.includes('%d/'));
    const env = Object.fromEntries(variables.map((value) => value.replace('%d', credentials).split('=')));
    const file = 'withings: { client_id: id }\naccounts: [{ name: anna }]\nmqtt: { username: bridge }\n';

    const config = loadConfig('config.yaml', env, (path) =>
      path === 'config.yaml' ? file : readFileSync(path, 'utf8'),
    );

    expect(names.length).toBe(variables.length);
    expect(config.withings.clientSecret).toBe('secret of client_secret');
    expect(config.mqtt.password).toBe('secret of mqtt_password');
  });
});
