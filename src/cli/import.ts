import { z } from 'zod';
import type { Tokens } from '../withings/tokens.js';

const id = z.union([z.string(), z.number()]).transform(String);
const tokenFile = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
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
    value = JSON.parse(text);
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
