import { z } from 'zod';
import type { WithingsApiClient } from '../withings/client.js';
import { AuthenticationError, WithingsError } from '../withings/errors.js';
import type { Tokens } from '../withings/tokens.js';

const id = z.union([z.string(), z.number()]).transform(String);
const tokenFile = z.looseObject({
  access_token: z.string().trim().min(1),
  refresh_token: z.string().trim().min(1),
  userid: id.nullish(),
  user_id: id.nullish(),
  scope: z.string().nullish(),
});

/**
 * Tokens from a JSON file of another tool: an object with `access_token` and `refresh_token`, perhaps `userid`, at the
 * top or below `body` as in Withings' own answer. Nobody knows how old they are, so a refresh comes first.
 *
 * @throws Error with a sentence that names the file
 */
export function parseImport(text: string, file: string): Tokens {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new Error(`${file} is no JSON; it must be an object with access_token and refresh_token`);
  }
  const body = typeof value === 'object' && value !== null && 'body' in value ? value.body : value;
  const parsed = tokenFile.safeParse(body);
  if (!parsed.success) {
    const missing = String(parsed.error.issues[0]?.path[0] ?? 'access_token');
    throw new Error(`${file} has no usable ${missing}; it must be an object with access_token and refresh_token`);
  }
  const { access_token, refresh_token, userid, user_id, scope } = parsed.data;
  return {
    userId: userid ?? user_id ?? '',
    accessToken: access_token,
    refreshToken: refresh_token,
    expiresAt: 0,
    scope: scope ?? '',
  };
}

/** What a trial came to: the new pair; or nothing that speaks against the old one, with the reason. */
export type Trial = { readonly tokens: Tokens } | { readonly untried: string };

/**
 * Tries tokens of another tool by a refresh, so that a login of another application shows now and not when the bridge
 * runs. The new pair is not stored yet; the old refresh token works for eight hours more.
 *
 * @param client with these tokens
 * @throws Error that says what to do when Withings does not accept them
 */
export async function tryTokens(client: WithingsApiClient, name: string, file: string): Promise<Trial> {
  try {
    return { tokens: await client.refreshAccessToken() };
  } catch (error) {
    if (!(error instanceof WithingsError)) throw error;
    if (error.temporary) return { untried: error.message };
    const what = `Withings does not accept the tokens in ${file}: ${error.message}; nothing was stored`;
    if (!(error instanceof AuthenticationError && error.needsLogin)) {
      throw new Error(`${what}; check withings.client_id and withings.client_secret`);
    }
    throw new Error(
      `${what}. They are used up, or of another client id than withings.client_id; run: withings2mqtt auth ${name}`,
    );
  }
}
