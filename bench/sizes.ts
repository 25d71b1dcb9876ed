/** How much of everything: enough for figures that mean something, or just enough to run every line once. */
export interface Sizes {
  /** Measure groups of one account's history. */
  readonly groups: number;
  /** Of a whole person. */
  readonly years: 'two' | 'ten';
  readonly decode: { readonly warmUps: number; readonly rounds: number; readonly storeRounds: number };
  readonly firstSync: { readonly rounds: number };
  /** Polls before and while bytes are counted. */
  readonly quietRound: { readonly warmUps: number; readonly polls: number };
  readonly once: { readonly rounds: number };
  /** `rest`: milliseconds that a process is left alone before its memory is read. */
  readonly memory: { readonly rounds: number; readonly rest: number };
  /** `reads` of a year in each round; `exports` of all. */
  readonly archive: { readonly rounds: number; readonly reads: number; readonly exports: number };
  readonly picture: { readonly rounds: number };
  readonly publish: { readonly values: number; readonly rounds: number; readonly watchedRounds: number };
  readonly refresh: { readonly rounds: number; readonly refreshes: number };
  readonly birth: { readonly metrics: number; readonly rounds: number };
  /** `rest`: milliseconds before each webhook. */
  readonly webhook: { readonly rounds: number; readonly rest: number };
  /** Accounts in one process. */
  readonly accounts: { readonly few: number; readonly many: number; readonly groups: number };
}

export const FULL: Sizes = {
  groups: 2000,
  years: 'ten',
  decode: { warmUps: 20, rounds: 100, storeRounds: 15 },
  firstSync: { rounds: 5 },
  // The end of the first sync is not quiet.
  quietRound: { warmUps: 10, polls: 6 },
  once: { rounds: 9 },
  // V8 gives memory back up to a quarter of a minute after the last work.
  memory: { rounds: 3, rest: 20_000 },
  archive: { rounds: 31, reads: 20, exports: 5 },
  picture: { rounds: 15 },
  publish: { values: 10_000, rounds: 7, watchedRounds: 9 },
  refresh: { rounds: 25, refreshes: 20 },
  birth: { metrics: 100, rounds: 31 },
  webhook: { rounds: 15, rest: 1200 },
  accounts: { few: 10, many: 1000, groups: 50 },
};

export const SHORT: Sizes = {
  groups: 400,
  years: 'two',
  decode: { warmUps: 2, rounds: 5, storeRounds: 1 },
  firstSync: { rounds: 1 },
  quietRound: { warmUps: 2, polls: 1 },
  once: { rounds: 1 },
  memory: { rounds: 1, rest: 500 },
  archive: { rounds: 3, reads: 2, exports: 1 },
  picture: { rounds: 2 },
  publish: { values: 1000, rounds: 2, watchedRounds: 2 },
  refresh: { rounds: 2, refreshes: 3 },
  birth: { metrics: 100, rounds: 3 },
  webhook: { rounds: 2, rest: 200 },
  accounts: { few: 2, many: 20, groups: 10 },
};
