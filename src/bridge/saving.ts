import type { PersonState } from '../store/person-state.js';
import type { Parts } from './parts.js';
import type { Troubles } from './troubles.js';
import type { Webhooks } from './webhooks.js';

/** Keeps on the disk what is known. */
export interface Saving {
  /** Makes safe what has changed, as far as it would be missed: that nothing new came, and when, is not. */
  save(): Promise<void>;
  /** Makes safe everything there is. */
  saveAll(): Promise<void>;
  /** False when the last write failed. */
  safe(): boolean;
}

type SavingParts = Pick<Parts, 'config' | 'states' | 'state' | 'webhookSecret' | 'ownsData'> & {
  readonly accounts: readonly { readonly sync: { readonly name: string; state(): PersonState } }[];
};

export function createSaving(
  parts: SavingParts,
  troubles: Troubles,
  webhooks: () => Pick<Webhooks, 'unrevoked' | 'tidy'>,
): Saving {
  const { config, states, state, accounts } = parts;
  let written = '';
  let safe = true;

  function current() {
    const { unrevoked, tidy } = webhooks();
    const known = Object.fromEntries([
      ...unrevoked().flatMap((name) => (state.accounts[name] ? [[name, state.accounts[name]]] : [])),
      ...accounts.map(({ sync }) => [sync.name, sync.state()]),
    ]);
    const { webhookSecret: _, ...rest } = state;
    const secret = parts.webhookSecret && !tidy() ? { webhookSecret: parts.webhookSecret } : {};
    return { ...rest, ...secret, accounts: known };
  }

  async function saveAll(): Promise<void> {
    if (!parts.ownsData()) return;
    const next = current();
    const essence = essenceOf(next);
    await states.save(next).then(
      () => {
        safe = true;
        written = essence;
        troubles.end('state', 'state.json can be written again');
      },
      ({ code, message }: NodeJS.ErrnoException) => {
        safe = false;
        const where = `cannot write state.json in ${config.dataDir}`;
        troubles.begin('state', 'error', `${where}: ${code ?? message}; is the disk full or read-only?`);
      },
    );
  }

  return {
    async save() {
      if (!safe || essenceOf(current()) !== written) await saveAll();
    },
    saveAll,
    safe: () => safe,
  };
}

/**
 * Without the times of the last successes: they change with each round, and the whole file is written and synchronised
 * each time, which wears out the card of a small box. A start asks for everything anyway.
 */
function essenceOf(state: object): string {
  return JSON.stringify(state, (key, value) => (key === 'lastSuccess' ? undefined : value));
}
