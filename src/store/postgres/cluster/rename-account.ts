import type { StoredAccount } from '../../cluster-accounts.js';
import { NameTakenError } from '../../errors.js';
import { isDuplicate } from '../postgres-errors.js';
import type { Postgres } from '../queries.js';

/**
 * In one transaction, so that nobody ever sees the account without its person, or the other way round.
 *
 * @returns false where nobody is called so
 * @throws NameTakenError of an account, without a user; or of somebody who is known here and has none
 */
export async function renameAccount(
  postgres: Postgres,
  from: string,
  { name, displayName }: Pick<StoredAccount, 'name' | 'displayName'>,
): Promise<boolean> {
  const renamed = postgres.transaction(async (sql) => {
    if (!(await sql.get('select from account where name = $1 for update', from))) return false;
    if ((await sql.run(COPY, from, name, displayName)) === 0) throw new NameTakenError(name, undefined);
    // What refers to the account knows it by its name.
    await sql.run('update invitation set account = $2 where account = $1', from, name);
    await sql.run('delete from account where name = $1', from);
    // A turn under way knows the former name, and is to publish nothing more below it.
    await sql.run('update person set name = $2, epoch = epoch + 1 where name = $1', from, name);
    await sql.get('select want_person(user_id, clock_timestamp(), true) from person where name = $1', name);
    return true;
  });
  return renamed.catch(async (error) => {
    if (!isDuplicate(error)) throw error;
    const taken = await postgres.get('select user_id from person where name = $1', name);
    throw taken ? new NameTakenError(name, String(taken.user_id)) : error;
  });
}

const COPY = `
  insert into account (name, display_name, units, ignore_attributions, intraday, enabled, from_file, added)
  select $2, $3, units, ignore_attributions, intraday, enabled, from_file, added from account where name = $1
  on conflict do nothing`;
