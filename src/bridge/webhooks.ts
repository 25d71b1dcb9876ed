import { randomBytes } from 'node:crypto';
import type { Config } from '../config/index.js';
import { alignSubscriptions, usefulApplis } from '../feeds/subscriptions.js';
import type { Notification, WebhookOptions } from '../http/webhook.js';
import { IN_BED } from '../metrics/catalogue/account.js';
import { snapshot } from '../metrics/decode/user.js';
import { createNudges, feedsOf } from '../sync/nudges.js';
import { AuthenticationError } from '../withings/errors.js';
import type { BridgeAccount } from './account.js';
import type { Parts } from './parts.js';
import type { Troubles } from './troubles.js';

/** The bridge's side of Withings' notifications. */
export interface Webhooks {
  /** What the HTTP server needs; undefined when no public address is configured. */
  readonly route: WebhookOptions | undefined;
  /** True when Withings tells of everything by itself: then polling may be slow. */
  active(): boolean;
  /** False while there may be subscriptions that nobody wants any more. */
  tidy(): boolean;
  /** Accounts that are not in the configuration any more, and whose subscriptions may still be there. */
  unrevoked(): readonly string[];
  /**
   * Keeps the subscriptions of all accounts in line until everything stops.
   *
   * @param reachable false without a server that Withings could post to: then no subscription is wanted
   */
  run(reachable: boolean): Promise<void>;
}

const BED_IN = 50;
const BED_OUT = 51;
const DAY_MILLISECONDS = 86_400_000;
const RETRY_MILLISECONDS = 3_600_000;

/** An unguessable path: Withings signs nothing, so knowing it is all that a sender can prove. */
export function newWebhookSecret(): string {
  return randomBytes(24).toString('hex');
}

/** Where Withings reaches this bridge; undefined when it cannot. */
export function publicUrlOf({ server }: Config): string | undefined {
  return server.enabled ? server.publicUrl : undefined;
}

/** @param settle called after each fetch: shows, saves and tells */
export function createWebhooks(parts: Parts, troubles: Troubles, settle: () => Promise<void>): Webhooks {
  const { config, log, tools, signal, accounts, webhookSecret } = parts;
  const publicUrl = publicUrlOf(config);
  const sleep = (milliseconds: number) => tools.sleep(milliseconds, signal);
  const address = publicUrl && webhookSecret ? `${publicUrl}/webhook/${webhookSecret}` : undefined;
  const aligned = new Set<BridgeAccount>();
  // Without an address there may still be subscriptions of a time when there was one.
  const everUsed = webhookSecret !== undefined;
  const removed = new Set(everUsed ? parts.removed : []);
  let tidy = false;
  const nudges = new Map(
    accounts.map((account) => [
      account,
      createNudges({
        sleep,
        async fetch(feed) {
          await account.sync.fetch([feed]);
          await settle();
        },
      }),
    ]),
  );

  function onNotification(notification: Notification): void {
    for (const account of accounts.filter((one) => one.userId() === notification.userId)) {
      log.debug(`${account.sync.name}: Withings notifies`, { appli: notification.appli });
      if (notification.appli === BED_IN || notification.appli === BED_OUT) inBed(account, notification);
      else nudges.get(account)?.(feedsOf(notification.appli));
    }
  }

  function inBed({ sync }: BridgeAccount, { appli, start, end, deviceId }: Notification): void {
    const now = Math.floor(tools.clock() / 1000);
    const told = (appli === BED_IN ? start : (end ?? start)) ?? now;
    // A time to come would outlast everything that is told later.
    const time = told > 0 ? Math.min(told, now) : now;
    sync.change((state) => {
      const before = state.readings[IN_BED.key];
      // One from the future is of a clock that was set back since.
      if (before && before.takenAt > time && before.takenAt <= now) return state;
      const reading = { ...snapshot(IN_BED, sync.name, appli === BED_IN, time), deviceId: deviceId ?? null };
      return { ...state, readings: { ...state.readings, [IN_BED.key]: reading } };
    });
    void settle();
  }

  async function align(account: BridgeAccount, callbackUrl: string | undefined): Promise<boolean> {
    const { client } = account;
    const { name } = account.sync;
    if (!client) return true;
    try {
      const applis = usefulApplis(client.scope());
      const { subscribed, revoked, refused } = await alignSubscriptions({ api: client, callbackUrl, applis, sleep });
      if (subscribed + revoked > 0) {
        log.info(`${name}: notifications subscribed: ${subscribed}, revoked: ${revoked}`);
      }
      const [first] = refused;
      if (first) throw new Error(`kinds ${refused.map(({ appli }) => appli).join(', ')} are refused: ${first.reason}`);
      if (callbackUrl) aligned.add(account);
      troubles.end(`notifications of ${name}`, `${name}: all notifications from Withings are there again`);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      aligned.delete(account);
      const reason = error instanceof Error ? error.message : String(error);
      const message = `${name}: not all notifications from Withings: ${reason}; polling goes on, trying again each hour`;
      troubles.begin(`notifications of ${name}`, 'warn', message);
      return false;
    }
  }

  /** Of an account that is not in the configuration any more, unless the person is there under another name. */
  async function revoke(one: Parts['removed'][number]): Promise<void> {
    const { name, client } = one;
    const userId = parts.state.accounts[name]?.userId;
    try {
      if (accounts.every((account) => account.userId() !== userId)) {
        const { revoked } = await alignSubscriptions({ api: client, callbackUrl: undefined, applis: [], sleep });
        if (revoked > 0) log.info(`${name}: not configured any more; notifications revoked: ${revoked}`);
      }
      removed.delete(one);
    } catch (error) {
      if (signal.aborted) return;
      // A dead login has no subscriptions either.
      if (error instanceof AuthenticationError && error.needsLogin) removed.delete(one);
      const reason = error instanceof Error ? error.message : String(error);
      const message = `${name}: not configured any more, but its notifications cannot be revoked now: ${reason}`;
      troubles.begin(`notifications of ${name}`, 'warn', message);
    }
  }

  async function run(reachable: boolean): Promise<void> {
    if (!everUsed) return;
    const callbackUrl = reachable ? address : undefined;
    while (!signal.aborted) {
      const gone = removed.size;
      await Promise.all([...removed].map(revoke));
      const results = await Promise.all(accounts.map((account) => align(account, callbackUrl)));
      const well = results.every(Boolean) && removed.size === 0;
      tidy = well && !callbackUrl;
      if (tidy || removed.size < gone) await settle();
      if (tidy) return;
      await sleep(well ? DAY_MILLISECONDS : RETRY_MILLISECONDS).catch(() => {});
    }
  }

  return {
    route: address && webhookSecret ? { secret: webhookSecret, isExpected, onNotification } : undefined,
    tidy: () => tidy,
    unrevoked: () => [...removed].map(({ name }) => name),
    active: () => accounts.every((account) => aligned.has(account)),
    run,
  };

  function isExpected({ userId, appli }: Notification): boolean {
    return accounts.some(
      (account) => account.userId() === userId && usefulApplis(account.client?.scope() ?? '').includes(appli),
    );
  }
}
