import { withoutUpload } from '../feeds/upload.js';
import type { ReadingEvent } from '../metrics/event.js';
import { dueWith, EVERYTHING, isDue, lateSince } from '../statistics/due.js';
import { HomeAssistantError } from '../statistics/errors.js';
import type { PersonImportOptions } from '../statistics/import-person.js';
import { NOTHING_DUE } from '../store/store.js';
import type { Parts } from './parts.js';
import type { People } from './people.js';
import type { BridgePerson } from './person.js';
import { reasonOf } from './unexpected.js';

/** What the bridge writes into Home Assistant's statistics by itself. */
export interface StatisticsWriter {
  /** Looks for what must be written; called after each fetch, and by itself when something new is there. */
  look(): void;
  /** Somebody is there who was not. */
  follow(person: BridgePerson): void;
  /** Writes it until everything stops. */
  run(): Promise<void>;
}

/**
 * From a reading that came late to its writing: Home Assistant has compiled the hour by then, knows a new entity, and
 * has begun to count its total.
 */
const WAIT_MILLISECONDS = 601_000;
/** Between two years of some 15 calls each, so that the sync has most of the calls that Withings allows. */
const REST_MILLISECONDS = 15_000;
const FIRST_RETRY_MILLISECONDS = 60_000;
const LAST_RETRY_MILLISECONDS = 3_600_000;

/** For `homeassistant.import_history`; undefined where it is not wanted. What it needs is loaded only then. */
export async function createStatistics(parts: Parts, people: People): Promise<StatisticsWriter | undefined> {
  const { url, token, importHistory } = parts.config.homeassistant;
  if (!importHistory || parts.once || !url || !token) return undefined;
  const { importPerson } = await import('../statistics/import-person.js');
  return createStatisticsWriter(parts, people, (options) =>
    importPerson({ ...options, homeAssistant: { url, token } }),
  );
}

type Import = (options: Omit<PersonImportOptions, 'homeAssistant'>) => Promise<unknown>;

/** @param importPast writes one person's past */
export function createStatisticsWriter(parts: Parts, people: People, importPast: Import): StatisticsWriter {
  const { config, log, tools, signal } = parts;
  const notes = parts.store.statistics;
  /** By account, what has not been looked at yet. */
  const pending = new Map<string, readonly ReadingEvent[]>();
  /** By account, how often something became due; missing before the first look. */
  const times = new Map<string, number>();
  /** By account: aborted when something has become due. */
  const wakes = new Map<string, AbortController>();
  /** By account, so that each is spoken of once. */
  const problems = new Map<string, string>();
  let turn: Promise<void> = Promise.resolve();
  let noted: Promise<unknown> = Promise.resolve();

  function look(): void {
    for (const account of people.all()) {
      const { sync } = account;
      const { name } = sync;
      const { zone, feeds, uploaded } = sync.state();
      if (!zone || feeds.measures?.lastSuccess === undefined || account.userId() === undefined) continue;
      const untold = uploaded === undefined ? [] : [{ takenAt: uploaded }];
      const late = lateSince([...(pending.get(name) ?? []), ...untold], zone, tools.clock() / 1000);
      pending.delete(name);
      const before = times.get(name);
      times.set(name, (before ?? 0) + (late === undefined ? 0 : 1));
      if (before === undefined) note(account, EVERYTHING);
      if (late !== undefined) {
        note(account, late, () => {
          if (uploaded !== undefined) sync.change((state) => withoutUpload(state, uploaded));
        });
      }
    }
  }

  /** From the outbox it may be gone before anybody looks: the broker takes it while a fetch is still under way. */
  function listen({ name, sync, onNews }: BridgePerson): void {
    const add = (news: readonly ReadingEvent[]) => pending.set(name, [...(pending.get(name) ?? []), ...news]);
    times.delete(name);
    add(sync.state().outbox ?? []);
    onNews((news) => {
      add(news);
      look();
    });
  }

  /** A disk that is full is spoken of where the state is saved. */
  function note({ sync, userId }: BridgePerson, since: string, onNoted = () => {}): void {
    const id = userId();
    if (id === undefined) return;
    // One after the other: each sees the one before it.
    noted = noted
      .then(async () => {
        await notes.setDue(id, dueWith(await notes.due(id), since));
        onNoted();
        wakes.get(sync.name)?.abort();
      })
      .catch(() => {});
  }

  /** Each account waits for itself: one that Home Assistant does not know must hold no other up. */
  async function write(name: string): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const wake = new AbortController();
      wakes.set(name, wake);
      const id = people.find(name)?.userId();
      if (id === undefined || !isDue(await notes.due(id).catch(() => undefined))) {
        await once(wake.signal, signal);
        continue;
      }
      await tools.sleep(failures === 0 ? WAIT_MILLISECONDS : retryDelay(failures), signal).catch(() => {});
      const went = await inTurn(name);
      failures = went ? 0 : failures + 1;
    }
  }

  /** One account at a time: the calls that Withings allows are for all. */
  function inTurn(name: string): Promise<boolean> {
    const mine = turn.then(async () => {
      if (signal.aborted) return false;
      try {
        await parts.as('past', () => importOf(name));
        if (problems.delete(name)) log.info('{account}: the history is being written again', { account: name });
        return true;
      } catch (error) {
        if (!signal.aborted) complain(name, error);
        return false;
      }
    });
    turn = mine.then(() => {});
    return mine;
  }

  async function importOf(name: string): Promise<void> {
    const person = people.find(name);
    if (!person) return;
    const { sync, client, userId } = person;
    const [id, { zone, readings }] = [userId(), sync.state()];
    const account = config.accounts.find((one) => one.name === name);
    const since = id && (await notes.due(id));
    if (!client || !id || !zone || !account || !isDue(since)) return;
    const before = times.get(name);
    let rows = 0;
    await importPast({
      person: { ...account, client, userId: id, zone, readings },
      notes,
      now: Math.floor(tools.clock() / 1000),
      since: since === EVERYTHING ? undefined : since,
      signal,
      sleep: (milliseconds) => tools.sleep(milliseconds, signal),
      rest: () => tools.sleep(REST_MILLISECONDS, signal),
      onRows(_, written) {
        rows += written.length;
      },
    });
    // What came meanwhile may belong to a year that was read before it came.
    if (times.get(name) === before) await notes.setDue(id, NOTHING_DUE);
    if (rows > 0)
      log.info('{account}: history in Home Assistant: {hours} hours written', { account: name, hours: rows });
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

  for (const person of people.all()) listen(person);
  return {
    look,
    follow(person) {
      listen(person);
      wakes.get(person.name)?.abort();
    },
    async run() {
      await Promise.all(config.accounts.map(({ name }) => write(name)));
    },
  };
}

function retryDelay(failures: number): number {
  return Math.min(LAST_RETRY_MILLISECONDS, FIRST_RETRY_MILLISECONDS * 2 ** (failures - 1));
}

/** Resolves when one of the signals is aborted. */
function once(...signals: readonly AbortSignal[]): Promise<void> {
  const any = AbortSignal.any([...signals]);
  return new Promise((resolve) => {
    if (any.aborted) resolve();
    else any.addEventListener('abort', () => resolve(), { once: true });
  });
}
