import type { AccountRow, Accounts, Invitations, StoredAccount } from '../../../src/store/cluster-accounts.js';

export interface MemoryInvitations extends Invitations {
  /** Their seven days are over. */
  expire(): void;
}

/** Invitations as a store that bridges share keeps them. */
export function memoryInvitations(): MemoryInvitations {
  let made = 0;
  const open = new Map<string, { readonly secret: string; state?: string }>();
  const bySecret = (secret: string) => [...open].find(([, one]) => one.secret === secret) ?? [];
  return {
    async make(account) {
      made += 1;
      const secret = `${account}-invitation-no-${made}`;
      open.set(account, { secret });
      return secret;
    },
    look: async (secret) => bySecret(secret)[0],
    async begin(secret, state) {
      const [, one] = bySecret(secret);
      if (one) one.state = state;
      return one !== undefined;
    },
    async redeem(state) {
      const [account, one] = [...open].find(([, { state: known }]) => known === state) ?? [];
      if (one) delete one.state;
      return account;
    },
    open: async () => open.size,
    use: async (account) => void open.delete(account),
    expire: () => open.clear(),
  };
}

/** Accounts by name, as far as they are looked for. */
export function memoryAccounts(...names: readonly string[]): Pick<Accounts, 'find' | 'enable' | 'remove'> {
  const rows = new Map(names.map((name) => [name, rowOf(name)]));
  return {
    find: async (name) => rows.get(name),
    async enable(name, enabled) {
      const row = rows.get(name);
      if (row) rows.set(name, { ...row, enabled });
      return row !== undefined;
    },
    remove: async (name) => void rows.delete(name),
  };
}

function rowOf(name: string): AccountRow {
  const account: StoredAccount = {
    ...{ name, displayName: `${name.charAt(0).toUpperCase()}${name.slice(1)}`, units: 'metric' },
    ...{ ignoreAttributions: [], intraday: false },
  };
  const unknown = { userId: undefined, hasLogin: false, loginProblem: undefined, lastSync: undefined };
  return { ...account, ...unknown, enabled: true, fromFile: false };
}
