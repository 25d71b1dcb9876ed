import type { House, HousePerson } from '../page/house.js';
import { connectionsOf } from './connections.js';
import type { OnRequest } from './on-request.js';
import type { Parts } from './parts.js';
import type { People } from './people.js';
import type { BridgePerson } from './person.js';
import type { Webhooks } from './webhooks.js';

export interface HouseOptions {
  readonly parts: Parts;
  readonly people: People;
  readonly webhooks: Pick<Webhooks, 'health'>;
  readonly onRequest: OnRequest;
  /** Milliseconds since 1970; undefined while nobody can say. */
  readonly nextFetch: () => number | undefined;
  /** Fetches everything of these people, and shows it. */
  readonly refresh: (people: readonly BridgePerson[]) => Promise<void>;
  readonly isSafe: () => boolean;
  /** Why the store could not be written; undefined when it could. */
  readonly storeProblem: () => string | undefined;
  readonly unwellSinks: House['unwellSinks'];
}

/** The bridge as the page sees it, and what it is told for that alone. */
export interface HouseAtWork {
  readonly house: House;
  /** Home Assistant has said whether it is there. */
  onHomeAssistant(isOnline: boolean): void;
}

export function createHouse(options: HouseOptions): HouseAtWork {
  const { parts, people, webhooks, onRequest, nextFetch, refresh, isSafe, storeProblem, unwellSinks } = options;
  const { config, log, tools, store, version, session, changed } = parts;
  const { connecting, imports } = onRequest;
  let isOnline: boolean | undefined;
  // An address may have a key in it, and so may what somebody has said of it.
  const blank = (text: string | undefined) => text && log.blank(text);

  const everybody = () =>
    config.accounts.flatMap((account) => {
      const person = people.find(account.name);
      return person ? [housePerson(account, person)] : [];
    });

  /** An import that went well has spoken with it. */
  const hasImported = () => config.accounts.some(({ name }) => imports.of(name).phase === 'done');

  function connections() {
    const { enabled, url, token } = config.homeassistant;
    const health = webhooks.health();
    return connectionsOf({
      people: everybody(),
      broker: {
        ...{ url: log.blank(config.mqtt.url), base: config.mqtt.baseTopic },
        ...{ isConnected: session.connected(), isOccupied: session.isOccupied() },
        problem: blank(session.problem()),
      },
      homeAssistant: {
        isWanted: enabled || Boolean(url && token),
        isOnline: isOnline ?? (hasImported() ? true : undefined),
      },
      webhooks: health.kind === 'trouble' ? { ...health, reason: log.blank(health.reason) } : health,
      store: { isSafe: isSafe(), folder: config.dataDir, problem: blank(storeProblem()) },
    });
  }

  const house: House = {
    ...{ config, version, store, clock: tools.clock, hide: log.hide },
    ...{ people: everybody, connections, unwellSinks, nextFetch, connecting, imports },
    onChange(listener) {
      const ends = [changed.add(listener), connecting.onChange(listener), imports.onChange(listener)];
      return () => {
        for (const end of ends) end();
      };
    },
    refresh: (name) => refresh(people.all().filter((person) => person.name === name)),
  };
  return {
    house,
    onHomeAssistant(is) {
      isOnline = is;
      changed.tell();
    },
  };
}

function housePerson(account: HousePerson['account'], { sync, client, userId }: BridgePerson): HousePerson {
  return {
    account,
    userId: userId(),
    state: sync.state(),
    // Before the first fetch nobody has asked yet.
    authorization: client === undefined ? 'required' : sync.authorization(),
    loginProblem: sync.loginProblem(),
    problems: sync.problems(),
    lastSync: sync.lastSync(),
  };
}
