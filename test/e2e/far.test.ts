import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { folder } from '../process/world.js';
import { startProcess } from './processes.js';

const HOST = 'far.test';
/** An address that works, far away, and one to which this network has no way: usual where there is no IPv6. */
const HOSTS = `127.0.0.1 localhost\n127.0.0.1 ${HOST}\n2001:db8::1 ${HOST}\n`;

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/** What the library and the commands come to in a network of their own. */
async function farAway(): Promise<Record<'library' | 'check' | 'round' | 'history', Outcome>> {
  const dir = await folder();
  const hosts = join(dir, 'hosts');
  await writeFile(hosts, HOSTS);
  const network = `ip link set lo up && nft -f ${file('far.nft')} && mount --bind ${hosts} /etc/hosts`;
  const script = `${network} && exec ${process.execPath} ${file('far-world.mjs')} ${dir} ${HOST}`;
  const running = await startProcess('unshare', ['--user', '--map-root-user', '--net', '--mount', 'sh', '-c', script]);
  const code = await running.exit;
  if (code !== 0)
    throw new Error(`needs a network of its own, with ip (iproute2) and nft (nftables): ${running.output()}`);
  return JSON.parse(running.output());
}

describe('servers that are far away and have an address that does not work', () => {
  it('are reached: Withings, also by the library alone, the broker, and Home Assistant', async () => {
    const { library, check, round, history } = await farAway();

    expect(library).toEqual({ code: 0, output: '' });
    expect(check.output).toMatch(/ok {4}credentials[\s\S]*ok {4}login anna[\s\S]*ok {4}broker/);
    expect(check.output.match(/FAIL.*/g)).toEqual([expect.stringMatching(/homeassistant: .*refuses the token/)]);
    expect(round.code, round.output).toBe(0);
    expect(round.output).not.toMatch(/ warn | error /);
    expect(history.output).toMatch(/Home Assistant refuses the token/);
  });
});
