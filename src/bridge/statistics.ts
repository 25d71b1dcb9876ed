import { withoutUpload } from '../feeds/upload.js';
import type { ReadingEvent } from '../metrics/event.js';
import { importAccount } from '../statistics/account.js';
import { EVERYTHING, lateSince, withDue, withoutDue } from '../statistics/due.js';
import { type HistoryStore, openHistoryStore } from '../store/history.js';
import type { BridgeAccount } from './account.js';
import type { Parts } from './parts.js';

/** The history that the bridge writes into Home Assistant's statistics by itself. */
export interface History {
  /** Looks for what must be written; called after each fetch, and by itself when something new is there. */
  look(): void;
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

/** For `homeassistant.import_history`. */
export function createHistory(parts: Parts, homeAssistant: { readonly url: string; readonly token: string }): History {
  const { config, log, tools, signal, accounts } = parts;
  const store = openHistoryStore(config.dataDir, (reason, keptAs) =>
    log.warn(`history.json is damaged (${reason}) and kept as ${keptAs}; what was written before stays as it is`),
  );
  /** By account, what has not been looked at yet. */
  const pending = new Map<string, readonly ReadingEvent[]>();
  /** By account, how often something became due; missing before the first look. */
  const times = new Map<string, number>();
  /** By account: aborted when something has become due. */
  const wakes = new Map<string, AbortController>();
  /** By account, so that each is spoken of once. */
  const problems = new Map<string, string>();
  let turn: Promise<void> = Promise.resolve();

  function look(): void {
    for (const { sync } of accounts) {
      const { name } = sync;
      const { zone, feeds, uploaded } = sync.state();
      if (!zone || feeds.measures?.lastSuccess === undefined) continue;
      const untold = uploaded === undefined ? [] : [{ takenAt: uploaded }];
      const late = lateSince([...(pending.get(name) ?? []), ...untold], zone, tools.clock() / 1000);
      pending.delete(name);
      const before = times.get(name);
      times.set(name, (before ?? 0) + (late === undefined ? 0 : 1));
      if (before === undefined) note(name, EVERYTHING);
      if (late !== undefined) {
        note(name, late, () => {
          if (uploaded !== undefined) sync.change((state) => withoutUpload(state, uploaded));
        });
      }
    }
  }

  // From the outbox it may be gone before anybody looks: the broker takes it while a fetch is still under way.
  for (const { sync, onNews } of accounts) {
    const add = (news: readonly ReadingEvent[]) => pending.set(sync.name, [...(pending.get(sync.name) ?? []), ...news]);
    add(sync.state().outbox ?? []);
    onNews((news) => {
      add(news);
      look();
    });
  }

  /** A disk that is full is spoken of where the state is saved. */
  function note(name: string, since: string, onNoted = () => {}): void {
    store
      .update((record) => withDue(record, name, since))
      .then(() => {
        onNoted();
        wakes.get(name)?.abort();
      })
      .catch(() => {});
  }

  /** Each account waits for itself: one that Home Assistant does not know must hold no other up. */
  async function follow(account: BridgeAccount): Promise<void> {
    const { name } = account.sync;
    let failures = 0;
    while (!signal.aborted) {
      const wake = new AbortController();
      wakes.set(name, wake);
      if ((await store.load()).accounts[name]?.due === undefined) {
        await once(wake.signal, signal);
        continue;
      }
      await tools.sleep(failures === 0 ? WAIT_MILLISECONDS : retryDelay(failures), signal).catch(() => {});
      const went = await inTurn(account);
      failures = went ? 0 : failures + 1;
    }
  }

  /** One account at a time: the calls that Withings allows are for all. */
  function inTurn(account: BridgeAccount): Promise<boolean> {
    const { name } = account.sync;
    const mine = turn.then(async () => {
      if (signal.aborted) return false;
      try {
        await write(account, store);
        if (problems.delete(name)) log.info(`${name}: the history is being written again`);
        return true;
      } catch (error) {
        if (!signal.aborted) complain(name, error);
        return false;
      }
    });
    turn = mine.then(() => {});
    return mine;
  }

  async function write({ sync, client, userId }: BridgeAccount, to: HistoryStore): Promise<void> {
    const { name } = sync;
    const since = (await to.load()).accounts[name]?.due;
    const [id, { zone, readings }] = [userId(), sync.state()];
    const account = config.accounts.find((one) => one.name === name);
    if (!client || !id || !zone || !account || since === undefined) return;
    const before = times.get(name);
    let rows = 0;
    await importAccount({
      account: { ...account, client, userId: id, zone, readings },
      store: to,
      homeAssistant,
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
    if (times.get(name) === before) await to.update((record) => withoutDue(record, name));
    if (rows > 0) log.info(`${name}: history in Home Assistant: ${rows} hours written`);
  }

  /** Each state once. */
  function complain(name: string, error: unknown): void {
    const { message, kind } = error as Error & { readonly kind?: string };
    if (message === problems.get(name)) return;
    problems.set(name, message);
    const say = kind === 'refused' || kind === 'unusable' ? log.error : log.warn;
    say(`${name}: no history in Home Assistant yet: ${message}; it waits and tries again`);
  }

  return {
    look,
    async run() {
      await Promise.all(accounts.map(follow));
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
