import { join } from 'node:path';
import { keepCopy, readDocument } from './document.js';
import { ensureFolder, type FileSystem, nodeFileSystem, removeLeftovers, writeFileDurably } from './files.js';
import {
  formatTokenDocument,
  fromEntry,
  isDamagedEntry,
  mergeEntry,
  parseTokenDocument,
  type StoredTokens,
  TOKEN_VERSIONS,
  type TokenDocument,
  toEntry,
} from './token-format.js';
import { keepOlder, type Step } from './versions.js';

export type { StoredTokens } from './token-format.js';

/** Where tokens are kept. All calls of one store run one after the other, in the order they were made. */
export interface TokenStore {
  /** @throws DamagedTokensError when the account's tokens cannot be read; the file itself is left as it is */
  load(account: string): Promise<StoredTokens | undefined>;
  /** Every readable account. @throws DamagedTokensError when the file as a whole cannot be read */
  all(): Promise<Record<string, StoredTokens>>;
  /** When it resolves the tokens are on the disk. Throws before touching the file if a token is empty. */
  save(account: string, tokens: StoredTokens): Promise<void>;
  remove(account: string): Promise<void>;
}

/** How to open a token store. */
export interface TokenStoreOptions {
  dataDir: string;
  fs?: FileSystem;
  /** told of a file that other users can read, and of damage that a call went past */
  warn?: (message: string) => void;
  /** From the oldest version of the file to the current one; see Versions. */
  steps?: readonly Step[];
}

/** The token file, or the account's part of it, cannot be read. Its content is kept in `keptAs`. */
export class DamagedTokensError extends Error {
  override readonly name = 'DamagedTokensError';
  constructor(
    readonly path: string,
    reason: string,
    readonly keptAs: string | undefined,
    account: string | undefined,
  ) {
    const kept = keptAs === undefined ? 'no copy of it could be made' : `a copy is kept as ${keptAs}`;
    super(
      `${path} is damaged (${reason}); ${kept}; stop the bridge, then run: withings2mqtt auth ${account ?? 'ACCOUNT'}`,
    );
  }
}

/** Opens `tokens.json` (mode 0600) in `dataDir`; unknown keys in it are kept. One process, one store. */
export function openTokenStore(options: TokenStoreOptions): TokenStore {
  const { read, readForSave, write, keep, damagedEntry, skipEntry } = tokenFile(options);
  const inTurn = oneAtATime();

  return {
    load: (account) =>
      inTurn(async () => {
        const entry = (await read(account)).accounts.get(account);
        if (isDamagedEntry(entry)) throw await damagedEntry(account);
        return entry === undefined ? undefined : fromEntry(entry);
      }),

    all: () =>
      inTurn(async () => {
        const { accounts } = await read();
        const good = new Map<string, StoredTokens>();
        for (const [name, entry] of accounts) {
          if (isDamagedEntry(entry)) await skipEntry(name);
          else good.set(name, fromEntry(entry));
        }
        return Object.fromEntries(good);
      }),

    save: async (account, tokens) => {
      const entry = toEntry(account, tokens);
      await inTurn(async () => {
        const { rest, accounts } = await readForSave();
        const old = accounts.get(account);
        if (isDamagedEntry(old)) await keep();
        await write({ rest, accounts: new Map(accounts).set(account, mergeEntry(old, entry)) });
      });
    },

    remove: (account) =>
      inTurn(async () => {
        const { rest, accounts } = await read(account);
        if (!accounts.has(account)) return;
        if (isDamagedEntry(accounts.get(account))) await keep();
        await write({ rest, accounts: new Map([...accounts].filter(([name]) => name !== account)) });
      }),
  };
}

function tokenFile(options: TokenStoreOptions) {
  const { dataDir, fs = nodeFileSystem, warn = () => undefined, steps = TOKEN_VERSIONS.steps } = options;
  const path = join(dataDir, 'tokens.json');
  const nothing: TokenDocument = { rest: {}, accounts: new Map() };
  const reported = new Map<string, DamagedTokensError>();
  let modeChecked = false;
  let leftoversRemoved = false;
  let older: number | undefined;

  const keep = () => keepCopy(fs, path);
  const keepIfPossible = () => keep().catch(() => undefined);

  const checkMode = async () => {
    if (modeChecked || process.platform === 'win32') return;
    modeChecked = true;
    const mode = ((await fs.stat(path).catch(() => undefined))?.mode ?? 0) & 0o777;
    if ((mode & 0o077) === 0) return;
    warn(`${path} is open to other users (mode ${mode.toString(8)}); the next write sets it to 600`);
  };

  const readFile = async () => {
    const result = await readDocument(fs, path, parseTokenDocument, { ...TOKEN_VERSIONS, steps });
    older = result.kind === 'ok' ? result.olderVersion : undefined;
    return result;
  };

  const read = async (account?: string): Promise<TokenDocument> => {
    const result = await readFile();
    if (result.kind === 'absent') return nothing;
    await checkMode();
    if (result.kind === 'ok') return result.value;
    throw new DamagedTokensError(path, result.reason, await keepIfPossible(), account);
  };

  // Fresh tokens are worth more than a damaged file: keep that aside, then go on with what is known.
  const readForSave = async (): Promise<TokenDocument> => {
    const result = await readFile();
    if (result.kind === 'absent') return nothing;
    if (result.kind === 'ok') return result.value;
    const keptAs = await keep();
    // If a write in place was cut off, its whole text is in a leftover.
    leftoversRemoved = true;
    warn(
      `${path} was damaged (${result.reason}); it is kept as ${keptAs}; other accounts may need: withings2mqtt auth`,
    );
    return nothing;
  };

  const write = async (document: TokenDocument) => {
    await ensureFolder(fs, dataDir);
    if (!leftoversRemoved) await removeLeftovers(fs, path).catch(() => undefined);
    leftoversRemoved = true;
    if (older !== undefined) await keepOlder(fs, path, older);
    await writeFileDurably(fs, path, formatTokenDocument(document));
  };

  // Once for each account: other accounts' saves change the file, and each change would make one more copy.
  const damagedEntry = async (account: string): Promise<DamagedTokensError> => {
    const known = reported.get(account);
    if (known !== undefined) return known;
    const reason = `account ${account} has no access_token or no refresh_token`;
    const error = new DamagedTokensError(path, reason, await keepIfPossible(), account);
    if (error.keptAs !== undefined) reported.set(account, error);
    return error;
  };

  const skipEntry = async (account: string): Promise<void> => {
    if (!reported.has(account)) warn((await damagedEntry(account)).message);
  };

  return { read, readForSave, write, keep, damagedEntry, skipEntry };
}

function oneAtATime() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(task: () => Promise<T>): Promise<T> => {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  };
}
