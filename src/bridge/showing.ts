import type { AccountConfig } from '../config/index.js';
import { devicesOf } from '../sinks/changes.js';
import { createEventDelivery, type EventDelivery } from '../sinks/event-delivery.js';
import type { FanOut } from '../sinks/fan-out.js';
import type { Change, PersonStatus, SinkPerson } from '../sinks/sink.js';
import type { PersonState } from '../store/person-state.js';
import { statusReadings } from './account-status.js';
import type { Advice } from './advice.js';
import type { PersonSync } from './person-sync.js';

/** Hands a person to the sinks; none of it waits for them. */
export interface Showing extends EventDelivery {
  changes(state: PersonState, changes: readonly Change[]): void;
  /** How the account is doing. */
  status(phase: PersonStatus['phase'], state?: PersonState): void;
}

export interface ShowingOptions {
  readonly account: AccountConfig;
  readonly sinks: FanOut;
  readonly sync: () => PersonSync;
  readonly advice: Advice;
  /** Undefined as long as nobody has authorised it. */
  readonly userId: () => string | undefined;
  readonly hasLogin: boolean;
  /** The name is somebody else's by now, or nobody's: nobody is to be told of anything any more. */
  readonly isClosed: () => boolean;
  readonly signal: AbortSignal;
}

export function createShowing(options: ShowingOptions): Showing {
  const { account, sinks, sync, userId, hasLogin, advice, isClosed, signal } = options;
  const personOf = ({ zone = 'utc' }: PersonState): SinkPerson => ({ ...account, userId: userId(), zone });
  const { deliver } = createEventDelivery({
    fanOut: sinks,
    person: () => personOf(sync().state()),
    outbox: () => (isClosed() ? [] : (sync().state().outbox ?? [])),
    onDelivered: (id) =>
      sync().change((state) => ({ ...state, outbox: (state.outbox ?? []).filter((event) => event.id !== id) })),
    signal,
  });
  return {
    deliver,
    changes(state, changes) {
      if (changes.length > 0 && !isClosed()) void sinks.all((sink) => sink.readings(personOf(state), changes));
    },
    status(phase, state = sync().state()) {
      if (isClosed()) return;
      const authorized = hasLogin && sync().authorization() === 'ok';
      const status = { phase, authorized, readings: statusReadings(sync(), advice), devices: devicesOf(state) };
      void sinks.all((sink) => sink.person(personOf(state), status));
    },
  };
}
