import { describe, expect, it, onTestFinished } from 'vitest';
import { createInviting } from '../../../src/cluster/inviting.js';
import type { Config } from '../../../src/config/index.js';
import { startServer } from '../../../src/http/server.js';
import type { Accounts } from '../../../src/store/cluster-accounts.js';
import type { Queue } from '../../../src/store/cluster-queue.js';
import { openSqliteStore } from '../../../src/store/sqlite/index.js';
import { systemTools } from '../../../src/tools.js';
import { WithingsApiClient } from '../../../src/withings/client.js';
import { answeredBy } from '../../bridge/connecting-world.js';
import { ANNA, BEN, CLIENT, testCloud } from '../../demo/helpers.js';
import { WELL } from '../../http/support.js';
import { logLines } from '../../log-lines.js';
import { freePort } from '../../process/port.js';
import { folder } from '../../process/world.js';
import { memoryAccounts, memoryInvitations } from './memory-invitations.js';

interface Options {
  readonly redirectUris?: readonly string[];
  readonly publicUrl?: string;
}

/** Two bridges on one store, and a cloud that sends browsers back to the second one. */
async function twoBridges({ redirectUris, publicUrl }: Options = {}) {
  const [first, second] = [await freePort(), await freePort()];
  const redirectUri = `http://localhost:${second}/oauth/callback`;
  const cloud = await testCloud({ ...(redirectUris && { redirectUris }) });
  const { clock, sleep } = systemTools;
  const store = openSqliteStore({ dataDir: await folder(), clock, sleep, onDamaged: (reason) => expect.fail(reason) });
  onTestFinished(() => store.close());
  const withings = { clientId: CLIENT.client_id, clientSecret: CLIENT.client_secret, apiUrl: cloud.url };
  const config = {
    withings: { ...withings, accountUrl: cloud.url, redirectUri },
    server: { publicUrl },
    accounts: [],
  } as unknown as Config;
  const accounts = memoryAccounts('anna', 'ben');
  const invitations = memoryInvitations();
  const wanted: string[] = [];
  const { log, lines } = logLines(['error', 'warn', 'info']);
  const queue = {
    async want(userId: string) {
      wanted.push(userId);
    },
  } as unknown as Queue;
  const signal = new AbortController().signal;
  for (const port of [first, second]) {
    const inviting = createInviting({
      ...{ config, log, tools: systemTools, signal, store },
      cluster: { accounts: accounts as Accounts, invitations, queue },
      exchange: (_, code) =>
        new WithingsApiClient({ ...withings, baseUrl: cloud.url, signal }).getAccessToken(code, redirectUri),
    });
    const server = { host: '127.0.0.1', port, alive: () => true, ready: async () => WELL, invitations: inviting };
    const { close } = await startServer(server);
    onTestFinished(close);
  }
  const at = (secret: string) => `http://127.0.0.1:${first}/connect/${secret}`;
  /** Presses the button. @returns where the browser goes on to */
  async function press(secret: string): Promise<string> {
    const text = await (await fetch(at(secret), { method: 'POST' })).text();
    const [, href = ''] = /<a href="([^"]+)">/.exec(text) ?? [];
    return href.replaceAll('&#38;', '&');
  }
  return {
    ...{ cloud, store, accounts, invitations, wanted, lines, press, port: first },
    invite: (name: string) => invitations.make(name, 1),
    async look(secret: string) {
      const page = await fetch(at(secret));
      return `${page.status} ${await page.text()}`;
    },
    /** From the button through the authorise page back to the other bridge. */
    async connect(secret: string, userid: number, decision: 'allow' | 'cancel' = 'allow') {
      return visit(await answeredBy(userid, await press(secret), decision));
    },
    people: () => store.people.list(),
    exchanges: () => cloud.requests.filter(({ path }) => path === '/v2/oauth2').length,
  };
}

async function visit(address: string): Promise<string> {
  const page = await fetch(address);
  return `${page.status} ${/<h1>(.*)<\/h1><p>(.*?)<\/p>/
    .exec(await page.text())
    ?.slice(1)
    .join(': ')}`;
}

const CONNECTED = '200 All is done: Your Withings account is connected as Anna. You can close this window.';

describe('an invitation', () => {
  it('begins at one bridge and ends at another, with a login that is kept and a job that is wanted', async () => {
    const here = await twoBridges();
    const secret = await here.invite('anna');

    const before = await here.look(secret);
    const end = await here.connect(secret, ANNA);
    const after = await here.look(secret);

    expect(before).toContain('Invitation for Anna');
    expect(end).toBe(CONNECTED);
    expect(await here.people()).toEqual([{ userId: String(ANNA), name: 'anna' }]);
    expect((await here.store.logins.of(String(ANNA)))?.refreshToken).toBeTruthy();
    expect(here.wanted).toEqual([String(ANNA)]);
    expect(after).toMatch(/^410 .*If you have connected your account with it, all is done/s);
    expect(here.lines).toEqual(['info anna was connected by an invitation']);
  });

  it('asks for the bed where Withings can tell of it, and names the address of the public server', async () => {
    const here = await twoBridges({ publicUrl: 'https://clinic.example/health' });
    const secret = await here.invite('anna');

    const page = await here.look(secret);
    const address = new URL(await here.press(secret));

    expect(page).toContain('Whoever runs clinic.example then reads');
    expect(page).toContain('gets into bed');
    expect(address.searchParams.get('scope')).toContain('user.sleepevents');
    expect(address.searchParams.get('state')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('says the same to a page that is loaded twice, and exchanges once', async () => {
    const here = await twoBridges();
    const address = await answeredBy(ANNA, await here.press(await here.invite('anna')));

    const pages = await Promise.all([visit(address), visit(address)]);

    expect([...pages, await visit(address)]).toEqual([CONNECTED, CONNECTED, CONNECTED]);
    expect(here.exchanges()).toBe(1);
  });

  it('lasts when the access is not allowed, and each way to Withings ends once', async () => {
    const here = await twoBridges();
    const secret = await here.invite('anna');
    const older = await answeredBy(ANNA, await here.press(secret));

    const denied = await here.connect(secret, ANNA, 'cancel');
    const overtaken = await visit(older);
    const connected = await here.connect(secret, ANNA);

    expect(denied).toMatch(/^200 Not connected: The access was not allowed/);
    expect(overtaken).toMatch(/^410 Nobody waits for this answer/);
    expect(connected).toBe(CONNECTED);
  });

  it('is void when a newer one is made, when its days are over, and when the account is gone', async () => {
    const here = await twoBridges();
    const older = await here.invite('anna');
    const newer = await here.invite('anna');
    const overtaken = await here.look(older);
    await here.accounts.enable('anna', false);
    const disabled = [await here.look(newer), await here.press(newer)];
    await here.accounts.enable('anna', true);
    const open = await here.look(newer);
    here.invitations.expire();

    expect(overtaken).toMatch(/^410 /);
    expect(disabled).toEqual([expect.stringMatching(/^410 /), '']);
    expect(open).toMatch(/^200 /);
    expect(await here.look(newer)).toMatch(/^410 /);
  });

  it('connects nobody when the account goes meanwhile', async () => {
    const here = await twoBridges();
    const address = await answeredBy(ANNA, await here.press(await here.invite('anna')));
    await here.accounts.remove('anna');

    expect(await visit(address)).toMatch(/^410 This invitation can not be used/);
    expect([await here.people(), here.exchanges()]).toEqual([[], 0]);
  });

  it('is not for somebody who is another account here, and does not say which', async () => {
    const here = await twoBridges();
    await here.connect(await here.invite('ben'), BEN);
    const secret = await here.invite('anna');

    const end = await here.connect(secret, BEN);

    expect(end).toMatch(/^409 Not connected: That Withings account is connected here already, under another name/);
    expect(end).not.toMatch(/ben|7002/i);
    expect(await here.people()).toEqual([{ userId: String(BEN), name: 'ben' }]);
    expect(await here.look(secret)).toMatch(/^200 /);
  });

  it('is not for somebody else than the one whose account it has been', async () => {
    const here = await twoBridges();
    await here.connect(await here.invite('anna'), ANNA);

    const other = await here.connect(await here.invite('anna'), BEN);
    const same = await here.connect(await here.invite('anna'), ANNA);

    expect(other).toMatch(/^409 Not connected: That was another Withings account than the one that has been Anna/);
    expect(other).not.toContain(String(ANNA));
    expect(same).toBe(CONNECTED);
    expect(await here.people()).toEqual([{ userId: String(ANNA), name: 'anna' }]);
  });

  it('says when the code is too old', async () => {
    const here = await twoBridges();
    const address = new URL(await answeredBy(ANNA, await here.press(await here.invite('anna'))));
    address.searchParams.set('code', 'of-yesterday');

    expect(await visit(address.href)).toMatch(/^409 Not connected: .*half a minute/);
    expect(await here.people()).toEqual([]);
  });

  it('says at once that Withings does not know the redirect URI, and tells who runs this', async () => {
    const here = await twoBridges({ redirectUris: ['https://elsewhere.example/callback'] });
    const secret = await here.invite('anna');

    const page = await fetch(`http://127.0.0.1:${here.port}/connect/${secret}`, { method: 'POST' });

    expect([page.status, await page.text()]).toEqual([502, expect.stringContaining('tell whoever has sent you')]);
    expect(here.lines).toEqual([expect.stringMatching(/^error nobody who is invited can connect: .*redirect_uri/)]);
  });

  it.each([
    ['without a code', '?state='],
    ['with a state of nobody', '?code=c&state=0'],
    ['without anything', '?'],
  ])('decides nothing by an address %s', async (_, query) => {
    const here = await twoBridges();
    const url = new URL(await here.press(await here.invite('anna')));
    const state = url.searchParams.get('state') ?? '';
    const back = url.searchParams.get('redirect_uri') ?? '';

    const odd = await visit(`${back}${query}${query.endsWith('state=') ? state : ''}`);
    const end = await visit(await answeredBy(ANNA, url.href));

    expect(odd).toMatch(/^410 Nobody waits/);
    expect(end).toBe(CONNECTED);
  });
});
