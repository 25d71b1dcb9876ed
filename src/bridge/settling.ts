import { debounce, resolvesWithin } from '../tools.js';
import { createTurns } from '../turns.js';
import type { Parts } from './parts.js';
import type { BridgePerson } from './person.js';

/** What follows a fetch: what is new is kept and shown, and how the account is doing is said. */
export interface Settling {
  /** Something of this account has come in, or failed to; what comes a moment later counts as one with it. */
  soon(account: string): void;
  /** Resolves when everything that has come in so far is kept and on its way. */
  now(): Promise<void>;
}

export interface SettlingOptions extends Pick<Parts, 'config' | 'tools' | 'signal' | 'announced'> {
  readonly find: (account: string) => BridgePerson | undefined;
  /** After each time. */
  readonly onSettled: () => void;
}

const GATHER_MILLISECONDS = 250;
/** Where there are many: what is said of all of them is long. */
const EACH_MILLISECONDS = 5;
/** Feeds that were asked at the same time are all in by then. */
const KEEP_MILLISECONDS = 5000;
/** A disk that is full must hold nothing else up. */
const NOTED_MILLISECONDS = 2000;

export function createSettling(options: SettlingOptions): Settling {
  const { config, tools, signal, announced, find, onSettled } = options;
  const sleep = (milliseconds: number) => tools.sleep(milliseconds, signal);
  const fetched = new Set<string>();
  /** Whose times are not kept yet. */
  const fetchedSince = new Set<string>();
  const turns = createTurns();

  async function settle(): Promise<void> {
    const some = taken(fetched);
    for (const { name } of some) fetchedSince.add(name);
    keepTimes();
    for (const { sync, firstSyncComplete, rest } of some) {
      if (sync.complete()) firstSyncComplete();
      if (sync.tried() || sync.authorization() === 'required') rest();
    }
    await Promise.all(some.map((person) => person.settled()));
    // What is new goes out when it is noted; whoever asks how the bridge is doing is answered after that.
    await resolvesWithin(tools, NOTED_MILLISECONDS, announced.settled());
    onSettled();
  }

  const now = () => turns.take(settle);

  function taken(names: Set<string>): BridgePerson[] {
    const people = [...names].flatMap((name) => find(name) ?? []);
    names.clear();
    return people;
  }

  /** One write for all that a round is: each wears a card out. */
  const keepTimes = debounce(KEEP_MILLISECONDS, sleep, async () => {
    for (const person of taken(fetchedSince)) await person.keep();
  });
  const later = debounce(Math.max(GATHER_MILLISECONDS, config.accounts.length * EACH_MILLISECONDS), sleep, now);

  return {
    now,
    soon(account) {
      fetched.add(account);
      later();
    },
  };
}
