import { z } from 'zod';
import type { Versions } from './versions.js';

/** One account's OAuth tokens. */
export interface StoredTokens {
  /** empty when unknown */
  userId: string;
  accessToken: string;
  refreshToken: string;
  /** ms since the epoch; 0 when unknown, so that a refresh comes first */
  expiresAt: number;
  scope: string;
}

/** What can be read of the file as it is now, and as it was. */
export const TOKEN_VERSIONS = { known: 1, steps: [] } as const satisfies Versions;

const token = z.string().refine((text) => text.trim() !== '');
const entrySchema = z.looseObject({
  userid: z.union([z.string(), z.number()]).transform(String).catch(''),
  access_token: token,
  refresh_token: token,
  expires_at: z.iso.datetime({ offset: true }).transform(Date.parse).catch(0),
  scope: z.string().catch(''),
});

// Not z.record: it drops an account whose name is __proto__, which the config allows.
const mapping = z.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'not a mapping',
);
const documentSchema = z
  .looseObject({ version: z.literal(TOKEN_VERSIONS.known).optional(), accounts: mapping })
  .transform(({ accounts, ...rest }) => ({ rest, accounts: new Map(Object.entries(accounts)) }));

/** The token file in memory: each account's entry as it stands there, and what else is in the file. */
export type TokenDocument = z.infer<typeof documentSchema>;

/** Checks the file as a whole, not the accounts in it: a bad one must not take the others along. */
export function parseTokenDocument(value: unknown): TokenDocument {
  return documentSchema.parse(value);
}

/** The file's text. */
export function formatTokenDocument({ rest, accounts }: TokenDocument): string {
  return `${JSON.stringify({ ...rest, version: TOKEN_VERSIONS.known, accounts: Object.fromEntries(accounts) }, null, 2)}\n`;
}

/** Whether an entry is there but cannot be used: it is no mapping, or one of its tokens is missing or empty. */
export function isDamagedEntry(entry: unknown): boolean {
  return entry !== undefined && !entrySchema.safeParse(entry).success;
}

/** An entry that is not damaged, as tokens. */
export function fromEntry(entry: unknown): StoredTokens {
  const { userid, access_token, refresh_token, expires_at, scope } = entrySchema.parse(entry);
  return { userId: userid, accessToken: access_token, refreshToken: refresh_token, expiresAt: expires_at, scope };
}

/** Tokens as an entry. @throws Error when a token is empty or the expiry is no time; never with a token in it */
export function toEntry(account: string, tokens: StoredTokens): Record<string, unknown> {
  const { userId, accessToken, refreshToken, expiresAt, scope } = tokens;
  const refuse = (what: string) => new Error(`account ${account}: ${what}; nothing was stored`);
  if (accessToken.trim() === '') throw refuse('the access token is empty');
  if (refreshToken.trim() === '') throw refuse('the refresh token is empty');
  const expires = new Date(expiresAt);
  if (Number.isNaN(expires.getTime())) throw refuse('the expiry is not a time');
  const expires_at = expires.toISOString();
  return { userid: userId, access_token: accessToken, refresh_token: refreshToken, expires_at, scope };
}

/** The new entry with the keys of the old one that this program does not know. */
export function mergeEntry(old: unknown, entry: Record<string, unknown>): Record<string, unknown> {
  const parsed = mapping.safeParse(old);
  return parsed.success ? { ...parsed.data, ...entry } : entry;
}
