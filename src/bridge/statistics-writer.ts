import { HomeAssistantError } from '../statistics/errors.js';
import type { PersonImportOptions } from '../statistics/import-person.js';
import { LeaseLostError } from '../store/errors.js';
import { knownUser } from '../store/provisional.js';
import { type Due, EVERYTHING_DUE, NOTHING_DUE } from '../store/store.js';
import { whenAborted } from '../tools.js';
import type { Turns } from '../turns.js';
import type { Parts } from './parts.js';
import { pastOf } from './past-of.js';
import type { People } from './people.js';
import type { BridgePerson } from './person.js';
import { retryDelay } from './retry-delay.js';
import { ExpectedError, reasonOf } from './unexpected.js';

/** What the bridge writes into Home Assistant's statistics by itself: the archive, as far as it is not there yet. */
export interface StatisticsWriter {
  /** Something of this account has become due, or can be written now. */
  wake(account: string): void;
  /** Home Assistant is there again, perhaps without what was written: that is looked at, at most once a day. */
  look(): void;
  /** Writes it until everything stops. */
  run(): Promise<void>;
}

/**
 * From a reading that came late to its writing: Home Assistant has compiled the hour by then, knows a new entity, and
 * has begun to count its total.
 */
const WAIT_MILLISECONDS = 601_000;
const DAY_MILLISECONDS = 86_400_000;

/** Writes one person's past. */
export type ImportPast = (options: Omit<PersonImportOptions, 'homeAssistant'>) => Promise<unknown>;

/** Into the Home Assistant of the configuration. What it needs is loaded at the first time. */
export function importPastOf({ config }: Pick<Parts, 'config'>): ImportPast {
  return async (options) => {
    const { url, token } = config.homeassistant;
    if (!url || !token) throw new ExpectedError('homeassistant.url and homeassistant.token are not set');
    const { importPerson } = await import('../statistics/import-person.js');
    return importPerson({ ...options, homeAssistant: { url, token } });
  };
}

/** For `homeassistant.import_history`; undefined where it is not wanted. */
export function createStatistics(parts: Parts, people: People, turns: Turns): StatisticsWriter | undefined {
  const { url, token, importHistory } = parts.config.homeassistant;
  if (!importHistory || parts.once || !url || !token) return undefined;
  return createStatisticsWriter(parts, people, { turns, importPast: importPastOf(parts) });
}

type WriterParts = Pick<Parts, 'config' | 'log' | 'tools' | 'signal' | 'onLeaseLost'> & {
  readonly store: Pick<Parts['store'], 'statistics' | 'states' | 'series'>;
};

/** @param how `turns` of all that writes into Home Assistant */
export function createStatisticsWriter(
  parts: WriterParts,
  people: Pick<People, 'find'>,
  { turns, importPast }: { readonly turns: Turns; readonly importPast: ImportPast },
): StatisticsWriter {
  const { config, log, tools, signal, store } = parts;
  const notes = store.statistics;
  /** By account: aborted when something has become due. */
  const wakes = new Map<string, AbortController>();
  /** By account, so that each is spoken of once. */
  const problems = new Map<string, string>();
  /** By account, when Home Assistant is to be asked whether it still has what was written, milliseconds since 1970. */
  const looks = new Map(config.accounts.map(({ name }) => [name, { wanted: true, from: 0 }]));

  /** Accounts of which more is to come: when it has, it is seen what is lost, too. */
  const waiting = new Set<string>();

  /** What is due of a person, and can be written; everything of one who is new; nothing at all where it is to be looked. */
  async function dueOf(person: BridgePerson): Promise<Due | undefined> {
    const id = knownUser(person.userId());
    if (id === undefined || person.sync.state().zone === undefined) return undefined;
    if ((await notes.due(id)) === undefined) await notes.setDue(id, EVERYTHING_DUE);
    const due = await notes.due(id);
    return due?.since === NOTHING_DUE && untilLook(person.name) !== 0 ? undefined : due;
  }

  /** Milliseconds; undefined where nobody wants to look. */
  function untilLook(name: string): number | undefined {
    const look = looks.get(name);
    return look?.wanted ? Math.max(0, look.from - tools.clock()) : undefined;
  }

  /** Each account waits for itself: one that Home Assistant does not know must hold no other up. */
  async function write(name: string): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const wake = new AbortController();
      wakes.set(name, wake);
      waiting.delete(name);
      const person = people.find(name);
      // A disk that is full is spoken of where the state is saved.
      const due = person && (await dueOf(person).catch(() => undefined));
      if (due) {
        await tools.sleep(failures === 0 ? WAIT_MILLISECONDS : retryDelay(failures), signal).catch(() => {});
        const went = await inTurn(name);
        failures = went === 'failed' ? failures + 1 : 0;
        if (went !== 'waits') continue;
        waiting.add(name);
      }
      await nextTurn(name, AbortSignal.any([wake.signal, signal]));
    }
  }

  /** Resolves when something has become due, or it is time to look. */
  function nextTurn(name: string, until: AbortSignal): Promise<void> {
    const wait = waiting.has(name) ? undefined : untilLook(name);
    return wait ? tools.sleep(wait, until).catch(() => {}) : whenAborted(until);
  }

  /** One account at a time: Home Assistant has other things to do, too. */
  function inTurn(name: string): Promise<'written' | 'waits' | 'failed'> {
    return turns.take(async () => {
      if (signal.aborted) return 'failed';
      try {
        const isWhole = await importOf(name);
        if (problems.delete(name)) log.info('{account}: the history is being written again', { account: name });
        return isWhole ? 'written' : 'waits';
      } catch (error) {
        if (error instanceof LeaseLostError) parts.onLeaseLost();
        else if (!signal.aborted) complain(name, error);
        return 'failed';
      }
    });
  }

  /** @returns false when there is more to come, and nobody knows when: it stays due */
  async function importOf(name: string): Promise<boolean> {
    const person = people.find(name);
    const account = config.accounts.find((one) => one.name === name);
    const due = person && (await dueOf(person));
    const past = person && account && (await pastOf(account, person, store));
    if (!person || !past || !due) return false;
    const { feeds } = person.sync.state();
    let rows = 0;
    await importPast({
      person: past,
      notes,
      now: Math.floor(tools.clock() / 1000),
      since: due.since === EVERYTHING_DUE ? undefined : due.since,
      signal,
      sleep: (milliseconds) => tools.sleep(milliseconds, signal),
      onRows(_, written) {
        rows += written.length;
      },
    });
    if (rows > 0)
      log.info('{account}: history in Home Assistant: {hours} hours written', { account: name, hours: rows });
    // Whatever was written, it was looked for what is lost.
    looks.set(name, { wanted: false, from: tools.clock() + DAY_MILLISECONDS });
    const isWhole = [...past.archive.incomplete].every((feed) => feeds[feed]?.refused);
    if (isWhole) await notes.settle(past.userId, due);
    return isWhole;
  }

  /** Each state once. */
  function complain(name: string, error: unknown): void {
    const reason = reasonOf(error, log, { account: name });
    if (reason === problems.get(name)) return;
    problems.set(name, reason);
    const needsPerson = error instanceof HomeAssistantError && error.kind !== 'away';
    log[needsPerson ? 'error' : 'warn'](
      '{account}: no history in Home Assistant yet: {reason}; it waits and tries again',
      { account: name, reason },
    );
  }

  return {
    wake: (account) => wakes.get(account)?.abort(),
    look() {
      for (const [name, look] of looks) {
        looks.set(name, { ...look, wanted: true });
        if (!waiting.has(name)) wakes.get(name)?.abort();
      }
    },
    async run() {
      await Promise.all(config.accounts.map(({ name }) => write(name)));
    },
  };
}
