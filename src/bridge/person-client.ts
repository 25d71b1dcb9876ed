import { isProvisional } from '../store/provisional.js';
import type { Store } from '../store/store.js';
import { WithingsApiClient, type WithingsApiClientConfig } from '../withings/client.js';
import type { Tokens } from '../withings/tokens.js';

export interface PersonClientOptions {
  readonly store: Pick<Store, 'people' | 'logins'>;
  /** Whose login it is. A provisional one (of version 0.1.0) is told by the first refresh. */
  readonly userId: string;
  /** What the person is called in the log. */
  readonly name: string;
  /** Addresses, credentials, time-outs and the budget, the same for everybody. */
  readonly base: Omit<
    WithingsApiClientConfig,
    'accessToken' | 'refreshToken' | 'expiresAt' | 'userId' | 'scope' | 'onTokens' | 'refreshInTurn'
  >;
  /** Told of every token that must never show up in a log; a later one of the same name takes its place. */
  readonly onSecret: (secret: string, name: string) => void;
  /** Runs a refresh, which must not wait for anything else any more when its turn has begun. Default: at once. */
  readonly aroundRefresh?: (<T>(refresh: () => Promise<T>) => Promise<T>) | undefined;
  /** Whose login it is after all. */
  readonly onUserId?: (userId: string) => void;
}

/** A person's API client, and how it hears of a login that another process has stored. */
export interface PersonClient {
  readonly client: WithingsApiClient;
  /** Whose login it is, as far as anybody has said by now. */
  readonly userId: () => string;
  /** Looks into the store; true if there was another login than the one in use, which is used from now on. */
  follow(): Promise<boolean>;
}

/**
 * The API client of a person, with the login of the store; a new pair goes back there before it is used, and what
 * another process stores is found before a refresh.
 *
 * @returns undefined for a person without a login
 */
export async function openPersonClient(options: PersonClientOptions): Promise<PersonClient | undefined> {
  const { store, name, base, aroundRefresh = (refresh) => refresh() } = options;
  let { userId } = options;
  const load = async () => {
    const login = await store.logins.of(userId);
    return login && known(userId, login);
  };
  let inUse = await load();
  if (!inUse) return undefined;
  hideLogin(name, inUse, options.onSecret);
  const client = new WithingsApiClient({
    ...base,
    ...{ accessToken: inUse.accessToken, refreshToken: inUse.refreshToken },
    ...{ expiresAt: inUse.expiresAt, scope: inUse.scope },
    ...(inUse.userId !== '' && { userId: inUse.userId }),
    refreshInTurn: (refresh) =>
      aroundRefresh(() =>
        store.logins.exclusively(userId, (stored, hold) => refresh(stored && known(userId, stored), hold)),
      ),
    async onTokens(next) {
      hideLogin(name, next, options.onSecret);
      if (isProvisional(userId) && next.userId) {
        await store.people.identify(userId, next.userId);
        userId = next.userId;
        options.onUserId?.(userId);
      }
      await store.logins.save(userId, next);
      inUse = next;
    },
  });
  return {
    client,
    userId: () => userId,
    async follow() {
      const stored = await load();
      if (!stored || stored.refreshToken === inUse?.refreshToken) return false;
      hideLogin(name, stored, options.onSecret);
      client.useTokens(stored);
      inUse = stored;
      return true;
    },
  };
}

/** Keeps a login's tokens out of what is said. */
export function hideLogin(
  name: string,
  { accessToken, refreshToken }: Pick<Tokens, 'accessToken' | 'refreshToken'>,
  hide: PersonClientOptions['onSecret'],
): void {
  hide(accessToken, `${name} access token`);
  hide(refreshToken, `${name} refresh token`);
}

/** A provisional id is ours, and no user's. */
function known(userId: string, login: Tokens): Tokens {
  return isProvisional(userId) ? { ...login, userId: '' } : login;
}
