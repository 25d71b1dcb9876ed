import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { folder } from '../process/world.js';
import { startProcess } from './processes.js';

const WORLD = fileURLToPath(new URL('ingress-world.mjs', import.meta.url));
/** The Supervisor, the host, the App, and another App. */
const ADDRESSES = ['172.30.32.2', '172.30.32.1', '172.30.33.5', '172.30.33.9'];

interface Answer {
  readonly status: number;
  readonly body: string;
}
type Asked = 'ingress' | 'page' | 'other' | 'otherPage' | 'host' | 'itself' | 'public';

/** What the page of an App answers to whom, in a network of its own. */
async function asApp(): Promise<Readonly<Record<Asked, Answer>> & { readonly log: string }> {
  const dir = await folder();
  const add = ADDRESSES.map((address) => `ip address add ${address}/32 dev lo`).join(' && ');
  const network = `ip link set lo up && ${add}`;
  const script = `${network} && exec ${process.execPath} ${WORLD} ${dir}`;
  const running = await startProcess('unshare', ['--user', '--map-root-user', '--net', 'sh', '-c', script]);
  const code = await running.exit;
  if (code !== 0) throw new Error(`needs a network of its own, with ip (iproute2): ${running.output()}`);
  return JSON.parse(running.output());
}

describe('the page of an App', () => {
  it("is there for whoever comes from the Supervisor's address, and for nobody else, whatever they say", async () => {
    const { ingress, page, other, otherPage, host, itself, public: open, log } = await asApp();

    expect(ingress.status, log).toBe(200);
    expect(ingress.body).toContain('"people":[{"name":"anna"');
    expect(page).toMatchObject({ status: 200, body: expect.stringMatching(/^<!doctype html>/i) });
    for (const { status, body } of [other, otherPage, host, itself]) {
      expect(status).toBe(403);
      expect(body).toContain('so is for its own machine only');
      expect(body).not.toContain('anna');
    }
    expect(open.status).toBe(200);
    expect(log).not.toMatch(/ error /);
  });
});
