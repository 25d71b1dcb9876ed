import { randomBytes } from 'node:crypto';
import type { Config } from '../config/index.js';
import { isFetched, type NotifiedFeed } from '../feeds/feed.js';
import { FEEDS } from '../feeds/index.js';
import { applisFor, feedsNotifiedBy } from '../feeds/notifications.js';
import { alignSubscriptions, isEnough } from '../feeds/subscriptions.js';
import type { WebhookOptions } from '../http/webhook.js';
import { whenAborted } from '../tools.js';
import type { Notification } from '../withings/notify.js';
import type { Parts } from './parts.js';
import type { People } from './people.js';
import type { BridgePerson } from './person.js';
import { revokeOthers } from './revoke-others.js';
import { settleLeft, tellRefused, whyMissing } from './subscription-news.js';
import type { Troubles } from './troubles.js';
import { ExpectedError, failureOf } from './unexpected.js';

/** The bridge's side of Withings' notifications. */
export interface Webhooks {
  /** What the HTTP server needs; undefined when no public address is configured. */
  readonly route: WebhookOptions | undefined;
  /** True when Withings tells of everything by itself: then polling may be slow. */
  active(): boolean;
  /**
   * Keeps the subscriptions of all accounts in line until everything stops; where the configuration has no public address,
   * none are wanted. One whose server is not there yet, such as before the network is up, keeps those that it has.
   */
  run(): Promise<void>;
  /** Whether the server listens that Withings posts to. Until it does, nothing is subscribed. */
  served(isThere: boolean): void;
  health(): WebhookHealth;
  /** Somebody has a login who had none, or another one. */
  realign(): void;
}

/** Whether Withings tells this bridge of what is new. */
export type WebhookHealth =
  | { readonly kind: 'off' | 'waiting' | 'ok' }
  | { readonly kind: 'trouble'; readonly reason: string };

const DAY_MILLISECONDS = 86_400_000;
const RETRY_MILLISECONDS = 3_600_000;
const NO_SERVER = 'the bridge has no HTTP server at which Withings could knock; its log says why';

/** An unguessable path: Withings signs nothing, so knowing it is all that a sender can prove. */
export function newWebhookSecret(): string {
  return randomBytes(24).toString('hex');
}

/** Where Withings reaches this bridge; undefined when it cannot. */
export function publicUrlOf({ server }: Config): string | undefined {
  return server.enabled ? server.publicUrl : undefined;
}

/** @param runSoon has a person's feed fetched soon */
export function createWebhooks(
  parts: Parts,
  people: People,
  troubles: Troubles,
  runSoon: (person: BridgePerson, feed: string) => void,
): Webhooks {
  const { config, log, tools, signal, store, webhookSecret } = parts;
  const publicUrl = publicUrlOf(config);
  const sleep = (milliseconds: number) => tools.sleep(milliseconds, signal);
  const address = publicUrl && webhookSecret ? `${publicUrl}/webhook/${webhookSecret}` : undefined;
  const aligned = new Set<BridgePerson>();
  /** Why somebody's are not all there. */
  const problems = new Map<BridgePerson, string>();
  let isMissing = false;
  const served = new AbortController();
  // Without an address there may still be subscriptions of a time when there was one.
  const everUsed = webhookSecret !== undefined;

  function onNotification(notification: Notification): void {
    for (const account of people.all().filter((one) => one.userId() === notification.userId)) {
      log.debug('{account}: Withings notifies', { account: account.sync.name, appli: notification.appli });
      for (const feed of feedsNotifiedBy(FEEDS, notification.appli)) {
        if (isFetched(feed)) runSoon(account, feed.name);
        else take(feed, account, notification);
      }
    }
  }

  function take(feed: NotifiedFeed, { sync, client }: BridgePerson, notification: Notification): void {
    // A clock that is late would take what has just happened for something to come.
    const now = Math.floor(Math.max(tools.clock(), client?.serverTime() ?? 0) / 1000);
    sync.take(feed.notified(notification, now));
  }

  async function align(account: BridgePerson, callbackUrl: string | undefined): Promise<boolean> {
    const { client } = account;
    const { name } = account.sync;
    if (!client) return true;
    try {
      const applis = applisFor(FEEDS, client.scope());
      const { subscribed, revoked, missing, left } = await alignSubscriptions({
        api: client,
        callbackUrl,
        applis,
        sleep,
      });
      if (subscribed + revoked > 0) {
        const about = { account: name, subscribed, revoked };
        log.info('{account}: notifications subscribed: {subscribed}, revoked: {revoked}', about);
      }
      const isSettled = settleLeft(left, name, troubles);
      const refused = isEnough({ missing }, applis) ? missing : [];
      tellRefused(refused, name, troubles);
      const problem = refused === missing ? undefined : whyMissing(missing);
      if (problem) throw new ExpectedError(problem);
      if (callbackUrl) aligned.add(account);
      problems.delete(account);
      troubles.end(`notifications of ${name}`, '{account}: all notifications from Withings are there again', {
        account: name,
      });
      return isSettled;
    } catch (error) {
      if (signal.aborted) return false;
      aligned.delete(account);
      const failure = failureOf(error, log, { account: name });
      problems.set(account, failure.reason);
      troubles.begin(
        `notifications of ${name}`,
        'warn',
        '{account}: not all notifications from Withings: {reason}; polling goes on, trying again each hour',
        { account: name, ...failure },
      );
      return false;
    }
  }

  async function run(): Promise<void> {
    if (!everUsed) return;
    if (address) await whenAborted(AbortSignal.any([served.signal, signal]));
    let othersDone = false;
    while (!signal.aborted) {
      // Whoever wants it anew while it is under way, or stops it, must not be missed.
      wake = new AbortController();
      othersDone ||= await revokeOthers(parts, people, troubles);
      const results = await Promise.all(people.all().map((account) => align(account, address)));
      const well = results.every(Boolean) && othersDone;
      if (well && !address) {
        await store.settings.put('webhook_secret', undefined).catch(() => {});
        return;
      }
      await tools.sleep(well ? DAY_MILLISECONDS : RETRY_MILLISECONDS, wake.signal).catch(() => {});
    }
  }

  function health(): WebhookHealth {
    if (!address) return { kind: 'off' };
    if (isMissing) return { kind: 'trouble', reason: NO_SERVER };
    const withLogin = people.all().filter(({ client }) => client !== undefined);
    const [reason] = withLogin.flatMap((person) => problems.get(person) ?? []);
    if (reason !== undefined) return { kind: 'trouble', reason };
    return { kind: withLogin.length > 0 && withLogin.every((person) => aligned.has(person)) ? 'ok' : 'waiting' };
  }

  let wake = new AbortController();
  signal.addEventListener('abort', () => wake.abort(), { once: true });

  return {
    route: address && webhookSecret ? { secret: webhookSecret, isExpected, onNotification } : undefined,
    realign: () => wake.abort(),
    active: () => people.all().every((account) => aligned.has(account)),
    run,
    served(isThere) {
      isMissing = !isThere;
      if (isThere) served.abort();
    },
    health,
  };

  function isExpected({ userId, appli }: Notification): boolean {
    return people
      .all()
      .some(
        (account) => account.userId() === userId && applisFor(FEEDS, account.client?.scope() ?? '').includes(appli),
      );
  }
}
