import type { TokenStore } from '../store/tokens.js';
import { WithingsApiClient, type WithingsApiClientConfig } from '../withings/client.js';

export interface AccountClientOptions {
  readonly account: string;
  readonly tokens: TokenStore;
  /** Addresses, credentials, time-outs and the rate limit, the same for every account. */
  readonly base: Omit<
    WithingsApiClientConfig,
    'accessToken' | 'refreshToken' | 'expiresAt' | 'userId' | 'scope' | 'onTokens'
  >;
  /** Told of every token that must never show up in a log; a later one of the same name takes its place. */
  readonly onSecret: (secret: string, name: string) => void;
  readonly onUserId: (userId: string) => void;
}

/**
 * The API client of an account, with the tokens of the store; a new pair goes back there before it is used.
 *
 * @returns undefined for an account that has never been authorised
 * @throws DamagedTokensError when its tokens cannot be read
 */
export async function openAccountClient(options: AccountClientOptions): Promise<WithingsApiClient | undefined> {
  const { account, tokens, base, onSecret, onUserId } = options;
  const stored = await tokens.load(account);
  if (!stored) return undefined;
  const hide = (pair: { readonly accessToken: string; readonly refreshToken: string }) => {
    onSecret(pair.accessToken, `${account} access token`);
    onSecret(pair.refreshToken, `${account} refresh token`);
  };
  hide(stored);
  if (stored.userId) onUserId(stored.userId);
  return new WithingsApiClient({
    ...base,
    accessToken: stored.accessToken,
    refreshToken: stored.refreshToken,
    expiresAt: stored.expiresAt,
    ...(stored.userId && { userId: stored.userId }),
    scope: stored.scope,
    async onTokens(next) {
      hide(next);
      await tokens.save(account, next).catch((cause: NodeJS.ErrnoException) => {
        // The system's own words name a file of the moment: the same trouble must read the same each time.
        if (cause.code === undefined) throw cause;
        throw new Error(`cannot store the new tokens: ${cause.code}; is the disk full or read-only?`, { cause });
      });
      onUserId(next.userId);
    },
  });
}
