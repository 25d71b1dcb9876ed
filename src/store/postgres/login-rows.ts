import { z } from 'zod';
import type { Tokens } from '../../withings/tokens.js';
import { StoreError } from '../errors.js';
import type { Queries, Row } from './queries.js';
import type { Seal } from './sealing.js';
import { SealedError } from './store-key.js';

/** A login as it lies in its row. */
export interface LoginRow {
  readonly login: Tokens;
  /** Another one with each pair. */
  readonly generation: string;
}

export interface LoginRows {
  /** @param lock until the transaction ends, nobody else writes it or reads it with a lock */
  read(sql: Queries, userId: string, lock?: 'lock'): Promise<LoginRow | undefined>;
  write(sql: Queries, person: number, login: Tokens): Promise<void>;
}

const pair = z.tuple([z.string(), z.string()]);

/** Sealed with the number of the person, which stays when a provisional one turns out to be somebody. */
export function createLoginRows(place: string, seal: Seal | undefined): LoginRows {
  function tokensIn({ person, sealed, access_token, refresh_token }: Row): [access: string, refresh: string] {
    if (!(sealed instanceof Uint8Array)) return [String(access_token), String(refresh_token)];
    if (!seal) throw new SealedError(place);
    const opened = seal.open(sealed, String(person));
    if (opened !== undefined) return pair.parse(JSON.parse(opened));
    throw new StoreError(
      `a login in ${place} cannot be opened with this store_key, or belongs elsewhere; authorise it again`,
    );
  }

  return {
    async read(sql, userId, lock) {
      const row = await sql.get(`${READ} ${lock ? 'for update of login' : ''}`, userId);
      if (!row) return undefined;
      const [accessToken, refreshToken] = tokensIn(row);
      const login = { userId, accessToken, refreshToken, expiresAt: Number(row.expires_at), scope: String(row.scope) };
      return { login, generation: String(row.generation) };
    },
    async write(sql, person, { accessToken, refreshToken, expiresAt, scope }) {
      await sql.run(
        PUT,
        ...[person, ...(seal ? [null, null] : [accessToken, refreshToken])],
        seal?.close(JSON.stringify([accessToken, refreshToken]), String(person)) ?? null,
        ...[Number.isFinite(expiresAt) ? Math.trunc(expiresAt) : 0, scope],
      );
    },
  };
}

const READ = `select person, access_token, refresh_token, sealed, expires_at, scope, generation
  from login join person on person.id = login.person where user_id = $1`;
const PUT = `insert into login (person, access_token, refresh_token, sealed, expires_at, scope)
  values ($1, $2, $3, $4, $5, $6) on conflict (person) do update set access_token = excluded.access_token,
  refresh_token = excluded.refresh_token, sealed = excluded.sealed, expires_at = excluded.expires_at,
  scope = excluded.scope, generation = login.generation + 1`;
