import type { Stray } from '../../cluster-accounts.js';
import type { Postgres } from '../queries.js';
import { LOGIN_PROBLEM, toLoginFacts } from './login-facts.js';
import { namePattern } from './name-pattern.js';

export async function findStrays(postgres: Postgres, words = ''): Promise<readonly Stray[]> {
  const rows = await postgres.all(STRAYS, wordsOf(words).map(namePattern));
  return rows.map((row) => ({
    name: typeof row.name === 'string' ? row.name : undefined,
    userId: String(row.user_id),
    ...toLoginFacts(row),
  }));
}

export function wordsOf(words: string): readonly string[] {
  return words.split(/\s+/).filter((word) => word !== '');
}

const STRAYS = `
  select person.name, user_id, last_sync, login.person is not null as has_login, note.body as problem
  from person left join login on login.person = person.id left join state as note on ${LOGIN_PROBLEM}
  where not exists (select from account where account.name = person.name)
    and not exists (select from unnest($1::text[]) as pattern where coalesce(person.name, '') !~ pattern)
  order by person.name, person.id`;
