/** A person of the store by the name that they have here; the same keys as in `config.yaml`. */
export interface StoredAccount {
  readonly name: string;
  readonly displayName: string;
  readonly units: 'metric' | 'us' | 'uk';
  readonly ignoreAttributions: readonly number[];
  readonly intraday: boolean;
}

export interface AccountRow extends StoredAccount {
  readonly enabled: boolean;
  /** It stands in a configuration file, which says how it is. */
  readonly fromFile: boolean;
  /** Undefined until somebody has connected it. */
  readonly userId: string | undefined;
  /** Somebody may be known here whose login is not. */
  readonly hasLogin: boolean;
  readonly loginProblem: string | undefined;
  /** Seconds since 1970; undefined before anything has come in. */
  readonly lastSync: number | undefined;
}

export interface Accounts {
  /** Whoever is kept by this name has it again. @throws NameTakenError */
  add(account: StoredAccount): Promise<void>;
  /** Those of a configuration file; what the file says wins. */
  fromFile(accounts: readonly StoredAccount[]): Promise<FileChanges>;
  find(name: string): Promise<AccountRow | undefined>;
  /** Of whom something is kept, and who has no account: by name, and then those without one. */
  strays(words?: AccountSearch['words']): Promise<readonly Stray[]>;
  /** By name. */
  list(options?: AccountSearch): Promise<readonly AccountRow[]>;
  /** @returns false where nobody is called so */
  enable(name: string, enabled: boolean): Promise<boolean>;
  /**
   * Another name for an account and whoever has connected it; an invitation stays good.
   *
   * @returns false where nobody is called so
   * @throws NameTakenError
   */
  rename(name: string, to: Pick<StoredAccount, 'name' | 'displayName'>): Promise<boolean>;
  /** The account; what is kept of the person goes by `People.remove`. */
  remove(name: string): Promise<void>;
  count(): Promise<AccountCounts>;
  /** Which filling of the broker holds: the number that `bridge/info` there should have. */
  filling(): Promise<number>;
  /** The broker has lost what was retained: everybody is to be published once more. @returns the new number */
  fill(): Promise<number>;
}

/** What a file has changed, by names. */
export interface FileChanges {
  /** They were in the store in another way. */
  readonly replaced: readonly string[];
  /** They are no accounts any more, since no file names them. */
  readonly gone: readonly string[];
}

/** Somebody who is kept, with login and past, and for whom nobody works. */
export type Stray = Pick<AccountRow, 'hasLogin' | 'loginProblem' | 'lastSync'> & {
  readonly name: string | undefined;
  readonly userId: string;
};

export interface AccountSearch {
  /** Each of them is in the name or in the display name, in whatever case. */
  readonly words?: string;
  /** Those behind a name, or those before one: next to it, and still in the order of their names. */
  readonly after?: string;
  readonly before?: string;
  /** Those for whom somebody has to do something: enabled, and without a login that works. */
  readonly waiting?: boolean;
  /** Those who can be fetched: enabled, and with a login that works. */
  readonly working?: boolean;
  readonly most?: number;
}

export interface AccountCounts {
  readonly all: number;
  readonly connected: number;
  readonly disabled: number;
  readonly loginsLost: number;
  /** As `AccountSearch.waiting` has it. */
  readonly waiting: number;
}

/** A secret address for one use, by which a person connects an account without anything else. */
export interface Invitations {
  /** @returns the secret, which is kept nowhere; one before it for the same account is void */
  make(account: string, validMilliseconds: number): Promise<string>;
  /** Whose it is, as long as it may be used. */
  look(secret: string): Promise<string | undefined>;
  /** A browser is sent to Withings with this `state` (OAuth 2); the last one counts. @returns false when it may not be used */
  begin(secret: string, state: string): Promise<boolean>;
  /** Whose login comes back with a state; each state once. */
  redeem(state: string): Promise<string | undefined>;
  /** How many may be used. */
  open(): Promise<number>;
  /** The login is kept: nobody uses it again. */
  use(account: string): Promise<void>;
}
