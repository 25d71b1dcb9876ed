import type { Readiness } from '../http/server.js';
import { inBirthOrder } from '../mqtt/birth-order.js';
import { createRequests } from '../mqtt/requests.js';
import { watchBirth } from '../sinks/homeassistant/birth.js';
import { shortfall } from './account-status.js';
import type { Parts } from './parts.js';
import type { People } from './people.js';
import type { BridgePerson } from './person.js';
import { ExpectedError, logUnexpected } from './unexpected.js';

export interface AnswerOptions {
  readonly parts: Parts;
  readonly people: People;
  readonly ready: () => Promise<Readiness>;
  /** Fetches everything of these people, and shows it. */
  readonly refresh: (people: readonly BridgePerson[]) => Promise<void>;
  /** Home Assistant says that it is there, or that it goes. */
  readonly onHomeAssistant: (isOnline: boolean) => void;
}

/** What the bridge answers to on the broker: Home Assistant's birth, and requests. */
export function answerBroker({ parts, people, ready, refresh, onHomeAssistant }: AnswerOptions): void {
  const { config, log, tools, signal, topics, session, cleanUp, listeners, advice } = parts;
  const { publisher } = session;
  const sayAgain = () => publisher.repeat(inBirthOrder(publisher.wanted, topics));
  const birth = watchBirth({
    statusTopic: config.homeassistant.statusTopic,
    sleep: (milliseconds) => tools.sleep(milliseconds, signal),
    random: tools.random,
    onBirth() {
      sayAgain();
      cleanUp.onBirth();
    },
    onStatus: onHomeAssistant,
  });
  const requests = createRequests({
    topics,
    accounts: config.accounts.map(({ name }) => name),
    respond: (topic, payload) => void publisher.send(topic, payload),
    onFailed: (command, error) => logUnexpected(error, log, { command }),
    commands: {
      /** Whoever asked is told that it was done only if it was. */
      async refresh({ account }) {
        const some = people.all().filter(({ name }) => account === undefined || name === account);
        await refresh(some);
        const failed = some.filter(({ sync }) => !sync.complete());
        if (failed.length > 0) throw new ExpectedError(failed.map(({ sync }) => shortfall(sync, advice)).join('; '));
      },
      async rediscover() {
        publisher.retryRefused();
        sayAgain();
        await publisher.settled();
        const refusal = session.refusal();
        if (refusal !== undefined) throw new ExpectedError(refusal);
      },
      health_check: ready,
    },
  });
  listeners.push(birth, requests);
}
