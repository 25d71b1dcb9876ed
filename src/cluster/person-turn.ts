import { AT_COMMAND_LINE } from '../bridge/advice.js';
import { type BridgePerson, openBridgePerson } from '../bridge/person.js';
import { ExpectedError } from '../bridge/unexpected.js';
import { type FetchedFeed, isFetched } from '../feeds/feed.js';
import { FEEDS, feedsFor } from '../feeds/index.js';
import { feedsNotifiedBy } from '../feeds/notifications.js';
import type { Claim, Notice } from '../store/cluster.js';
import { LeaseLostError } from '../store/errors.js';
import type { PersonState } from '../store/person-state.js';
import { feedTimes, nextDay } from './due-feeds.js';
import { endService } from './end-service.js';
import { fetchDue } from './turn-fetch.js';
import { openTurnLog } from './turn-log.js';
import { openTurnOutput, type TurnOutput } from './turn-output.js';
import type { TurnParts } from './turn-parts.js';
import { hasPastDue, readPast } from './turn-past.js';
import { isNotified, subscriptionsDue, updateSubscriptions } from './turn-subscriptions.js';

/** What could not be kept is tried again after so long. */
const UNKEPT_MILLISECONDS = 5000;
/** What the broker has not got is published by whoever has a connection to it: a bridge that was frozen has none at first. */
const UNSHOWN_MILLISECONDS = 1000;
/** Until a login that is gone is tried again. */
const LOST_MILLISECONDS = 3_600_000;
const LATE = 'the broker has not taken all that is new of somebody in time';

/**
 * One turn of a person: whatever is due is fetched, kept, and what is new of it published. What this bridge knows of the
 * person ends with the turn; another bridge may have the next one.
 *
 * @returns when the next turn is due, milliseconds since 1970; undefined: not before something happens
 * @throws LeaseLostError when another bridge has the person meanwhile; StoreError
 */
export async function takeTurn(userId: string, parts: TurnParts): Promise<number | undefined> {
  const { store, cluster, node, tools } = parts;
  const claim = await cluster.claims.take(userId, node.id);
  if (!claim) return endService(userId, parts);
  // Somebody new has never been published.
  const fill = Math.max(claim.fill, 1);
  const ended = new AbortController();
  const { signal } = ended;
  let isLost = false;
  const end = () => ended.abort();
  const lose = () => {
    isLost = true;
    end();
  };
  if (claim.interrupted) parts.telemetry.add('interrupted');
  parts.signal.addEventListener('abort', end, { once: true });
  // It may have come while the person was claimed.
  if (parts.signal.aborted) end();
  const turnLog = openTurnLog(parts.log);
  try {
    // A note that is refused may be of a device that is somebody else's by now: then the turn is taken once more.
    const onStoreTrouble = (error: unknown) => (error instanceof LeaseLostError ? end() : parts.onStoreTrouble(error));
    const own = { ...parts, log: turnLog.log, signal, onStoreTrouble };
    const output = await openTurnOutput({
      ...own,
      ...{ userId, name: claim.account.name, store: store.announced, heirs: cluster.heirs },
    });
    const person = await openPerson(claim, output, own, lose);
    // How the account was doing is what was shown, too.
    person.rest();
    await person.settled();
    await output.begin(claim.interrupted || claim.filled < fill || claim.shownAs !== parts.shownAs);
    const { next, done } = await work(person, claim, own);
    await Promise.all([person.deliverEvents(), person.keep()]);
    if (isLost) throw new LeaseLostError(parts.config.store);
    // Who is stopped hands over at once.
    if (signal.aborted) return tools.clock();
    if (!person.safe()) return tools.clock() + UNKEPT_MILLISECONDS;
    // The first refresh may have told who it is.
    const held = { ...claim, userId: person.userId() ?? userId };
    await cluster.notices.done(held.userId, done);
    // What did not arrive is published with the next turn, wherever that is: the claim stays open.
    const arrival = await output.arrived();
    if (arrival === 'away')
      return signal.aborted ? tools.clock() : Math.min(next, tools.clock() + UNSHOWN_MILLISECONDS);
    // Counted as a failure: all of it goes out again, and where that is too much, each time later.
    if (arrival === 'late') throw new ExpectedError(LATE);
    const feeds = person.feeds.map(({ name }) => name);
    await cluster.claims.give(held, fill, parts.shownAs, feeds);
    return next;
  } finally {
    end();
    parts.signal.removeEventListener('abort', end);
    turnLog.end();
  }
}

function openPerson(claim: Claim, { sinks }: TurnOutput, parts: TurnParts, onLost: () => void): Promise<BridgePerson> {
  const { log, tools, signal, store, telemetry } = parts;
  return openBridgePerson({
    ...{ account: claim.account, userId: claim.userId, store, log, tools, signal, sinks, telemetry },
    ...{ clientBase: parts.clientBase, as: parts.as, forFeed: parts.forFeed, aroundRefresh: parts.aroundRefresh },
    canBeNotified: parts.callback.url !== undefined,
    page: undefined,
    advice: AT_COMMAND_LINE,
    goesOn: true,
    interval: () => parts.rhythm.pollInterval,
    late: () => undefined,
    hooks: {
      onWanted() {},
      onFetched() {},
      onWritten() {},
      onNotWritten: (error) => parts.onStoreTrouble(error),
      onDue() {},
      onLeaseLost: onLost,
    },
  });
}

interface Worked {
  /** When something is due again, milliseconds since 1970. */
  readonly next: number;
  /** The notices that are worked off. */
  readonly done: readonly string[];
}

async function work(person: BridgePerson, claim: Claim, parts: TurnParts): Promise<Worked> {
  const { tools, as, callback } = parts;
  const { sync } = person;
  const feeds = feedsFor(claim.account);
  const rhythm = () => ({ ...parts.rhythm, isNotified: isNotified(sync.state(), callback) });
  const times = (notified: ReadonlySet<string>) => feedTimes(feeds, sync.state(), notified, tools.clock(), rhythm());
  person.lookAtCalendar();
  takeEvents(person, claim.notices, Math.floor(tools.clock() / 1000));
  const toFetch = (notice: Notice) => feedsToFetch(notice, feeds, sync.state()).map(({ name }) => name);
  const notified = new Set(claim.notices.flatMap(toFetch));
  const askedFor = new Set(claim.notices.filter(isRequest).flatMap(toFetch));
  const due = [...times(notified)].flatMap(([feed, time]) => (time <= tools.clock() ? [feed] : []));
  const { asked, answered } = await as(claim.notices.length > 0 ? 'person' : 'poll', () =>
    fetchDue(person, { feeds, due, notified, asked: askedFor, rhythm }, parts),
  );
  if (sync.complete()) person.firstSyncComplete();
  person.rest();
  await person.settled();
  const left = claim.notices.filter((notice) => toFetch(notice).some((feed) => !answered.has(feed)));
  const done = claim.notices.filter((notice) => !left.includes(notice)).map(({ id }) => id);
  const day = nextDay(sync.state(), tools.clock());
  // Only a person can help, or an outage that looks so has an end; a new login wants a turn by itself.
  if (!person.client || sync.authorization() === 'required') {
    const next = person.client ? Math.min(day, tools.clock() + LOST_MILLISECONDS) : day;
    return { next, done: claim.notices.map(({ id }) => id) };
  }
  // What takes its time has a turn of its own: what came in is not to wait for it, nor what is told meanwhile.
  const isIdle = asked.size === 0;
  const aligned = subscriptionsDue(sync.state(), callback);
  const isAligning = isIdle && aligned !== undefined && aligned * 1000 <= tools.clock();
  if (isAligning) await as('poll', () => updateSubscriptions(person, callback, parts));
  const past = isIdle && !isAligning ? await readPast(person, parts) : nextPast(sync.state(), tools.clock());
  const again = (subscriptionsDue(sync.state(), callback) ?? Number.POSITIVE_INFINITY) * 1000;
  const waiting = new Set(left.flatMap(toFetch).filter((feed) => !answered.has(feed)));
  return { next: Math.min(...times(waiting).values(), day, again, past ?? day), done };
}

function nextPast(state: PersonState, now: number): number | undefined {
  return hasPastDue(state, now) ? now : undefined;
}

function isRequest({ notification }: Notice): boolean {
  return notification === undefined;
}

/** What Withings has told by itself is taken in. */
function takeEvents({ sync }: BridgePerson, notices: readonly Notice[], now: number): void {
  for (const { notification } of notices) {
    if (!notification) continue;
    for (const feed of feedsNotifiedBy(FEEDS, notification.appli))
      if (!isFetched(feed)) sync.take(feed.notified(notification, now));
  }
}

/** Of what a notice is about, what the account is asked for and has not come in since. */
function feedsToFetch(
  { notification, receivedAt }: Notice,
  feeds: readonly FetchedFeed[],
  { feeds: known }: PersonState,
) {
  const about = notification ? feedsNotifiedBy(feeds, notification.appli) : feeds;
  return about.filter(({ name }) => (known[name]?.lastSuccess ?? 0) * 1000 < receivedAt);
}
