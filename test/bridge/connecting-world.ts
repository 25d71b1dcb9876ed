import { onTestFinished } from 'vitest';
import { AT_COMMAND_LINE } from '../../src/bridge/advice.js';
import { createConnecting } from '../../src/bridge/connecting.js';
import type { Config } from '../../src/config/index.js';
import { addCallback } from '../../src/http/callback.js';
import { createHttp, listen } from '../../src/http/server.js';
import { PageError } from '../../src/page/page-error.js';
import { openSqliteStore } from '../../src/store/sqlite/index.js';
import { systemTools, type Tools } from '../../src/tools.js';
import { WithingsApiClient } from '../../src/withings/client.js';
import { ANNA, CLIENT, testCloud } from '../demo/helpers.js';
import { logLines } from '../log-lines.js';
import { freePort } from '../process/port.js';
import { folder } from '../process/world.js';
import { tokensOf } from '../stored.js';

export interface ConnectingWorldOptions {
  /** Where the browser comes back to; default: an address of the public server. */
  readonly redirectUri?: string;
  readonly redirectUris?: readonly string[];
  /** Whether the public server listens. Default: it does. */
  readonly served?: boolean;
  readonly serverPort?: number;
  readonly tools?: Pick<Tools, 'clock' | 'sleep'>;
  readonly publicUrl?: string;
}

/** Connecting for anna and ben, with a store, the simulated cloud, and the public server of a bridge. */
export async function connectingWorld(options: ConnectingWorldOptions = {}) {
  const { served = true, tools = systemTools, publicUrl } = options;
  const port = options.serverPort ?? (await freePort());
  const redirectUri = options.redirectUri ?? `http://localhost:${port}/oauth/callback`;
  const cloud = await testCloud({ ...(options.redirectUris && { redirectUris: options.redirectUris }) });
  const { clock, sleep } = systemTools;
  const store = openSqliteStore({
    ...{ dataDir: await folder(), clock, sleep },
    onDamaged(reason) {
      throw new Error(reason);
    },
  });
  onTestFinished(() => store.close());
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const { log, lines } = logLines(['error', 'warn', 'info', 'debug']);
  const withings = { clientId: CLIENT.client_id, clientSecret: CLIENT.client_secret, apiUrl: cloud.url };
  const config = {
    withings: { ...withings, accountUrl: cloud.url, redirectUri },
    server: { enabled: served, host: '127.0.0.1', port, publicUrl },
    accounts: [{ name: 'anna' }, { name: 'ben' }],
  } as unknown as Config;
  const kept: string[] = [];
  let held: Promise<void> | undefined;
  const connecting = createConnecting({
    advice: AT_COMMAND_LINE,
    ...{ config, log, tools, store, signal: stop.signal },
    async exchange(_, code) {
      await held;
      const client = new WithingsApiClient({ ...withings, baseUrl: cloud.url, signal: stop.signal });
      return client.getAccessToken(code, redirectUri);
    },
    nowOf: () => new Date(tools.clock()).toISOString(),
    async onKept() {
      const people = await store.people.list();
      kept.push(people.map(({ name, userId }) => `${name}=${userId}`).join(' '));
    },
  });
  if (served) {
    const server = await createHttp();
    addCallback(server, connecting.route);
    const { close } = await listen(server, { host: '127.0.0.1', port });
    onTestFinished(close);
    connecting.served();
  }
  const heard = { times: 0 };
  connecting.onChange(() => {
    heard.times += 1;
  });
  return {
    ...{ cloud, store, connecting, lines, kept, heard, port, redirectUri, stop },
    /** The address at Withings to open. */
    async open(account = 'anna', replace = false) {
      return (await connecting.start(account, { replace })).url;
    },
    /** No code is exchanged from now on. @returns ends it */
    holdExchanges(): () => void {
      let release = () => {};
      held = new Promise((resolve) => {
        release = resolve;
      });
      return () => release();
    },
    /** Somebody is behind an account. */
    async known(name: string, userid: number) {
      await store.people.put(String(userid), name);
      await store.logins.save(String(userid), tokensOf(userid, cloud.login(userid), Date.now() + 3_600_000));
    },
    people: () => store.people.list(),
    exchanges: () => cloud.requests.filter(({ path }) => path === '/v2/oauth2').length,
  };
}

/** Where the browser is sent to when this person says yes, or no. */
export async function answeredBy(userid: number, url: string, decision: 'allow' | 'cancel' = 'allow'): Promise<string> {
  const body = new URLSearchParams({
    ...Object.fromEntries(new URL(url).searchParams),
    ...{ decision, userid: String(userid) },
  });
  const answer = await fetch(url.replace(/\?.*/, ''), { method: 'POST', body, redirect: 'manual' });
  return answer.headers.get('location') ?? '';
}

/** Anna says yes, and her browser goes where it is sent. */
export async function comesBack(url: string, userid = ANNA): Promise<string> {
  const page = await fetch(await answeredBy(userid, url));
  return `${page.status} ${await page.text()}`;
}

/** What is said to whoever asks in vain. */
export async function refusal(promise: Promise<unknown>): Promise<PageError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof PageError)) throw new Error(`no PageError: ${String(error)}`);
  return error;
}
