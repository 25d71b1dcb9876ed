import { feedsFor } from '../feeds/index.js';
import { fill } from '../log.js';
import { OCCUPIED } from '../mqtt/connection-log.js';
import type { Connections, ConnectionView, Problem, ProblemCode } from '../page/api.js';
import type { HousePerson } from '../page/house.js';
import { feedFailed, loginsLost } from '../page/troubles.js';
import type { WebhookHealth } from './webhooks.js';

/** What is known of all that the bridge leans on. */
export interface ConnectionFacts {
  readonly people: readonly HousePerson[];
  readonly broker: {
    readonly url: string;
    /** The base topic. */
    readonly base: string;
    readonly isConnected: boolean;
    /** By another bridge, which has the base topic. */
    readonly isOccupied: boolean;
    readonly problem: string | undefined;
  };
  /** `isOnline`: what it said last, or what a call to it has shown; undefined where nothing has been heard. */
  readonly homeAssistant: { readonly isWanted: boolean; readonly isOnline: boolean | undefined };
  readonly webhooks: WebhookHealth;
  /** `problem`: why it could not be written last. */
  readonly store: { readonly isSafe: boolean; readonly folder: string; readonly problem: string | undefined };
}

const OK: ConnectionView = { state: 'ok', problem: null };
const OFF: ConnectionView = { state: 'off', problem: null };
const WAITING: ConnectionView = { state: 'waiting', problem: null };

/** How each of them is: well, or a sentence with what to do. */
export function connectionsOf(facts: ConnectionFacts): Connections {
  return {
    withings: withings(facts.people),
    mqtt: broker(facts.broker),
    homeassistant: homeAssistant(facts.homeAssistant),
    webhooks: webhooks(facts.webhooks),
    store: store(facts.store),
  };
}

/** A lost login needs a person, and so comes first. */
function withings(people: readonly HousePerson[]): ConnectionView {
  const lost = loginsLost(people);
  if (lost) return inTrouble(lost);
  const [first] = people.flatMap(({ problems }) => [...problems.values()]);
  if (first !== undefined && people.every(hasNothing)) {
    const error = `Nothing comes in from Withings (${first}); the bridge tries again by itself.`;
    return trouble('withings_away', error, { reason: first });
  }
  const [failed] = people.flatMap((person) =>
    [...person.problems].map(([feed, reason]) => feedFailed(person, feed, reason)),
  );
  if (failed) return inTrouble(failed);
  return people.every(({ lastSync }) => lastSync === undefined) ? WAITING : OK;
}

/** No feed that stands on its own feet comes in. */
function hasNothing({ account, problems }: HousePerson): boolean {
  return feedsFor(account).every(({ name, follows, optional }) => follows || optional || problems.has(name));
}

function broker({ url, base, isConnected, isOccupied, problem }: ConnectionFacts['broker']): ConnectionView {
  if (isConnected) return OK;
  if (isOccupied) {
    const other = fill(OCCUPIED, { base });
    const error = `The broker at ${url} answers, but ${other}. Until then this one publishes nothing; it takes over when the other is gone.`;
    return trouble('base_topic_taken', error, { url, base });
  }
  if (problem === undefined) return WAITING;
  const error = `No connection to the broker at ${url} (${problem}); the bridge tries again by itself.`;
  return trouble('broker_away', error, { url, reason: problem });
}

function homeAssistant({ isWanted, isOnline }: ConnectionFacts['homeAssistant']): ConnectionView {
  if (!isWanted) return OFF;
  if (isOnline === undefined) return WAITING;
  if (isOnline) return OK;
  const error = 'Home Assistant has said on MQTT that it stops; when it is back, all is told to it again.';
  return trouble('homeassistant_away', error);
}

function webhooks(health: WebhookHealth): ConnectionView {
  if (health.kind !== 'trouble') return { off: OFF, waiting: WAITING, ok: OK }[health.kind];
  const { reason } = health;
  const error = `Withings does not tell of everything by itself (${reason}); see that server.public_url reaches this bridge. Polling goes on.`;
  return trouble('webhooks_unreachable', error, { reason });
}

function store({ isSafe, folder, problem = 'it cannot be written' }: ConnectionFacts['store']): ConnectionView {
  if (isSafe) return OK;
  const error = `What is new is not kept in ${folder} (${problem}); see that there is room, and that it may be written.`;
  return trouble('store_unwritable', error, { folder, reason: problem });
}

function trouble(code: ProblemCode, error: string, fields?: Problem['fields']): ConnectionView {
  return inTrouble({ code, error, ...(fields && { fields }) });
}

function inTrouble(problem: Problem): ConnectionView {
  return { state: 'trouble', problem };
}
