import type { Cluster } from '../../../src/store/cluster.js';
import type { AccountRow, StoredAccount } from '../../../src/store/cluster-accounts.js';
import { NameTakenError } from '../../../src/store/errors.js';

export type OperatorCluster = Pick<Cluster, 'accounts' | 'invitations' | 'queue'>;

export interface FakeCluster extends OperatorCluster {
  readonly rows: Map<string, AccountRow>;
  /** Invitations that were made: account and for how long. */
  readonly invited: (readonly [account: string, milliseconds: number])[];
  /** Users whose job was wanted. */
  readonly wanted: string[];
  /** How many rows the store was asked for in all. */
  asked(): number;
}

const unused = async (): Promise<never> => {
  throw new Error('the page does not ask for this');
};

/** What bridges share, in memory: as `src/store/cluster.ts` describes it, as far as the page asks for it. */
export function fakeCluster(people: readonly AccountRow[]): FakeCluster {
  const rows = new Map(people.map((row) => [row.name, row]));
  const invited: FakeCluster['invited'] = [];
  const wanted: string[] = [];
  let asked = 0;
  const all = () => [...rows.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  const waits = ({ enabled, hasLogin, loginProblem }: AccountRow) =>
    enabled && (!hasLogin || loginProblem !== undefined);
  return {
    ...{ rows, invited, wanted, asked: () => asked },
    accounts: {
      async add(account) {
        if (rows.has(account.name)) throw new NameTakenError(account.name, 'somebody');
        rows.set(account.name, newRow(account));
      },
      find: async (name) => rows.get(name),
      async list({ words = '', after, before, waiting = false, most = Number.POSITIVE_INFINITY } = {}) {
        const wishes = words.toLowerCase().split(/\s+/).filter(Boolean);
        const found = all().filter(
          (row) =>
            wishes.every((wish) => `${row.name}\n${row.displayName}`.toLowerCase().includes(wish)) &&
            (after === undefined || row.name > after) &&
            (before === undefined || row.name < before) &&
            (!waiting || waits(row)),
        );
        const part = before === undefined ? found.slice(0, most) : found.slice(-most);
        asked += part.length;
        return part;
      },
      async enable(name, enabled) {
        const row = rows.get(name);
        if (row) rows.set(name, { ...row, enabled });
        return row !== undefined;
      },
      async count() {
        const people = all();
        return {
          all: people.length,
          connected: people.filter(({ hasLogin }) => hasLogin).length,
          disabled: people.filter(({ enabled }) => !enabled).length,
          loginsLost: people.filter(({ loginProblem }) => loginProblem !== undefined).length,
          waiting: people.filter(waits).length,
        };
      },
      async rename(name, to) {
        const row = rows.get(name);
        if (!row) return false;
        if (rows.has(to.name)) throw new NameTakenError(to.name, undefined);
        rows.delete(name);
        rows.set(to.name, { ...row, ...to });
        return true;
      },
      remove: async (name) => void rows.delete(name),
      ...{ fromFile: unused, fill: unused, filling: unused, strays: unused },
    },
    invitations: {
      async make(account, milliseconds) {
        invited.push([account, milliseconds]);
        return `secret-${invited.length}`;
      },
      ...{ look: unused, begin: unused, redeem: unused, use: unused, open: unused },
    },
    queue: {
      want: async (userId) => void wanted.push(userId),
      ...{ wantAll: unused, wantBehind: unused, work: unused, size: unused },
    },
  };
}

export function newRow(account: Pick<StoredAccount, 'name'> & Partial<AccountRow>): AccountRow {
  return {
    displayName: account.name,
    units: 'metric',
    ignoreAttributions: [1, 10],
    intraday: false,
    ...{ enabled: true, fromFile: false, userId: undefined, loginProblem: undefined, lastSync: undefined },
    hasLogin: account.userId !== undefined,
    ...account,
  };
}
