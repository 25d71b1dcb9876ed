import type { HistoryView, Problem } from '../page/api.js';
import { checkAccount } from '../page/check-account.js';
import type { Imports } from '../page/house.js';
import { PageError } from '../page/page-error.js';
import type { PastOf, PersonImportOptions } from '../statistics/import-person.js';
import { knownUser } from '../store/provisional.js';
import type { Turns } from '../turns.js';
import { createListeners } from './listeners.js';
import { asSentence } from './login/login-problem.js';
import type { Parts } from './parts.js';
import { pastOf } from './past-of.js';
import type { People } from './people.js';
import type { ImportPast } from './statistics-writer.js';
import { reasonOf } from './unexpected.js';

export interface ImportsAtWork extends Imports {
  /** @returns ends it */
  onChange(listener: () => void): () => void;
}

export interface ImportsOptions extends Pick<Parts, 'config' | 'log' | 'tools' | 'signal'> {
  readonly store: Pick<Parts['store'], 'statistics' | 'states' | 'series'>;
  readonly people: Pick<People, 'find'>;
  /** Of all that writes into Home Assistant. */
  readonly turns: Turns;
  /** Writes one person's past. */
  readonly importPast: ImportPast;
  /** Now, as a person of the account reads it. */
  readonly nowOf: (account: string) => string;
}

const NOT_CONFIGURED =
  'Home Assistant is not known here: set homeassistant.url and homeassistant.token (a long-lived access token) in the ' +
  'configuration.';

/** The archive into Home Assistant, for a person who asks for it: all of it, whatever has been written before. */
export function createImports(options: ImportsOptions): ImportsAtWork {
  const { config, log, people, store, turns, signal, nowOf } = options;
  const views = new Map<string, Shown>();
  const listeners = createListeners();

  function show(name: string, userId: string, view: HistoryView): void {
    views.set(name, { userId, view });
    listeners.tell();
  }

  async function write(name: string, userId: string): Promise<void> {
    let hours = 0;
    try {
      const past = await pastNow(name);
      if (past?.userId !== userId) throw nothingYet(name);
      await options.importPast({
        ...how(options, past),
        onProgress(done, all, { from }) {
          if (people.find(name)?.userId() !== userId) throw nothingYet(name);
          show(name, userId, { phase: 'running', done, all, at: from });
        },
        onRows(_, rows) {
          hours += rows.length;
        },
      });
      // What is due stays so: the bridge writes it when Home Assistant has compiled the hours that are new.
      log.info('{account}: history in Home Assistant: {hours} hours written', { account: name, hours });
      show(name, userId, { phase: 'done', hours, at: nowOf(name) });
    } catch (error) {
      if (signal.aborted) return;
      show(name, userId, { phase: 'failed', problem: problemOf(name, error), at: nowOf(name) });
    }
  }

  /** As it is when its turn has come. */
  async function pastNow(name: string): Promise<PastOf | undefined> {
    const account = config.accounts.find((one) => one.name === name);
    const person = people.find(name);
    return account && person && pastOf(account, person, store);
  }

  function problemOf(name: string, error: unknown): Problem {
    if (error instanceof PageError) return error.problem;
    const reason = log.blank(reasonOf(error, log, { account: name }));
    log.info('{account}: no history in Home Assistant: {reason}', { account: name, reason });
    return new PageError(502, 'import_failed', asSentence(reason), { account: name, reason }).problem;
  }

  return {
    onChange: listeners.add,
    async start(name) {
      checkAccount(config, name);
      const { url, token } = config.homeassistant;
      if (!url || !token) throw new PageError(409, 'import_not_configured', NOT_CONFIGURED);
      const person = people.find(name);
      const userId = knownUser(person?.userId());
      if (userId === undefined || person?.sync.state().zone === undefined) throw nothingYet(name);
      if (views.get(name)?.view.phase === 'running') throw alreadyRunning(name);
      show(name, userId, { phase: 'running', done: 0, all: 0, at: null });
      void turns.take(() => write(name, userId));
    },
    of(name) {
      const shown = views.get(name);
      // Another person may have the name by now.
      return shown && shown.userId === people.find(name)?.userId() ? shown.view : { phase: 'idle' };
    },
  };
}

/** How far the import of a person is. */
interface Shown {
  readonly userId: string;
  readonly view: HistoryView;
}

function how(
  { store, tools, signal }: ImportsOptions,
  person: PastOf,
): Omit<PersonImportOptions, 'homeAssistant' | 'onProgress' | 'onRows'> {
  const now = Math.floor(tools.clock() / 1000);
  return { person, notes: store.statistics, now, signal, sleep: (milliseconds) => tools.sleep(milliseconds, signal) };
}

function nothingYet(name: string): PageError {
  const text = `Nothing is known of ${name} yet: the first fetch has to come in before.`;
  return new PageError(409, 'nothing_yet', text, { account: name });
}

function alreadyRunning(name: string): PageError {
  return new PageError(409, 'import_running', `The history of ${name} is being written already.`, { account: name });
}
