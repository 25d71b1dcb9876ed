/** What people can do about something, where they sit. Each is the end of a sentence, without a full stop. */
export interface Advice {
  /**
   * Lets an account in, for the first time or once more.
   *
   * @param page where a browser finds it; undefined where there is none, or it says nothing to who reads this
   */
  connect(account: string, page?: string): string;
  /**
   * Gives an account to somebody who is kept under another name, or connects it as somebody else.
   *
   * @param handles names or Withings user ids
   */
  join(account: string, handles: readonly string[]): string;
  /** For somebody who is kept and is no account any more. */
  part(handle: string): string;
  /** A browser has come back for a login that nobody here waits for. */
  readonly strayLogin: string;
  /** Which page that browser sees: `almost` where a terminal may wait for its address. */
  readonly strayCode: 'almost' | 'stray';
  /** The store was damaged, and a new one has begun. */
  readonly afterDamage: string;
  /** The store is of a newer version. */
  readonly newerStore: string;
}

export const AT_COMMAND_LINE: Advice = {
  connect(account, page) {
    const command = `run: withings2mqtt auth ${account}`;
    return page === undefined ? command : `open ${page}, or ${command}`;
  },
  join(account, handles) {
    const renames = handles.map((handle) => `withings2mqtt accounts rename ${handle} ${account}`).join(', or ');
    return `run: ${renames}; else: withings2mqtt auth ${account}`;
  },
  part: (handle) => `run: withings2mqtt accounts remove ${handle}`,
  strayLogin: 'where a terminal does, copy the address of this page and paste it there, else connect again',
  strayCode: 'almost',
  afterDamage: 'authorise each account: withings2mqtt auth ACCOUNT',
  newerStore: 'upgrade, or put a backup of the file in its place',
};

const PANEL = 'open the page (panel Withings)';

/** In an App of Home Assistant, where nobody has a command line, and whose files nobody reaches. */
export const IN_APP: Advice = {
  connect: (account) => `${PANEL} and connect ${account}`,
  join: (account) => `nothing is read again: ${PANEL} and connect ${account}`,
  part: () => 'leave it: nothing is fetched for it',
  strayLogin: 'connect again on the page (panel Withings)',
  strayCode: 'stray',
  afterDamage: `${PANEL} and connect everybody, or restore a backup of the App`,
  newerStore:
    "update the App, or restore the App's backup of before the update (Home Assistant: Settings > System > Backups)",
};
