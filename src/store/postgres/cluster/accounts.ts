import { z } from 'zod';
import type { AccountRow, AccountSearch, Accounts, StoredAccount } from '../../cluster-accounts.js';
import { NameTakenError } from '../../errors.js';
import type { Postgres, Queries, Row, SqlValue } from '../queries.js';
import { LOGIN_PROBLEM, toLoginFacts } from './login-facts.js';
import { namePattern } from './name-pattern.js';
import { publishAnew } from './publish-anew.js';
import { renameAccount } from './rename-account.js';
import { findStrays, wordsOf } from './strays.js';

export function createAccounts(postgres: Postgres): Accounts {
  return {
    async add(account) {
      const isAdded = await postgres.transaction(async (sql) => {
        const added = await sql.run(`${INSERT} false, true) on conflict do nothing`, ...valuesOf(account));
        if (added === 1) await publishAnew(sql, await peopleCalled(sql, [account.name]));
        return added === 1;
      });
      if (isAdded) return;
      const person = await postgres.get('select user_id from person where name = $1', account.name);
      throw new NameTakenError(account.name, person && String(person.user_id));
    },
    async fromFile(accounts) {
      return postgres.transaction(async (sql) => {
        const names = accounts.map(({ name }) => name);
        const gone = namesOf(
          await sql.all('delete from account where from_file and not added and name <> all($1) returning name', names),
        );
        await sql.all(
          'select want_person(user_id, clock_timestamp(), true) from person where name = any($1) order by id',
          gone,
        );
        await sql.run('update account set from_file = false where from_file and name <> all($1)', names);
        // In one order, whoever else does the same.
        for (const account of accounts.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
          const changed = await sql.run(
            `${INSERT} true, false) on conflict (name) do update ${REPLACED}`,
            ...valuesOf(account),
          );
          if (changed === 0) continue;
          // What is published of the person may read otherwise now: units, names.
          await publishAnew(sql, await peopleCalled(sql, [account.name]));
        }
        const others = await sql.all('select name from account where added and name = any($1) order by name', names);
        return { replaced: namesOf(others), gone };
      });
    },
    async find(name) {
      const row = await postgres.get(`${SELECT} where account.name = $1`, name);
      return row && toAccountRow(row);
    },
    async list(search = {}) {
      const { sql, values } = listing(search);
      return (await postgres.all(sql, ...values)).map(toAccountRow);
    },
    strays: (words) => findStrays(postgres, words),
    async enable(name, enabled) {
      return postgres.transaction(async (sql) => {
        const isThere = (await sql.run('update account set enabled = $2 where name = $1', name, enabled)) === 1;
        // What is shown says by now that it is not kept up to date.
        if (enabled) await publishAnew(sql, await peopleCalled(sql, [name]));
        return isThere;
      });
    },
    rename: (name, to) => renameAccount(postgres, name, to),
    async remove(name) {
      await postgres.run('delete from account where name = $1', name);
    },
    async count() {
      const row = await postgres.get(`
        select count(*) as all, count(login.person) as connected, count(*) filter (where not enabled) as disabled,
          count(note.person) as lost, count(*) filter (where ${WAITING}) as waiting
        ${FROM}`);
      return {
        all: Number(row?.all),
        connected: Number(row?.connected),
        disabled: Number(row?.disabled),
        loginsLost: Number(row?.lost),
        waiting: Number(row?.waiting),
      };
    },
    async filling() {
      const row = await postgres.get("select value from setting where key = 'fill'");
      return Number(row?.value ?? 0);
    },
    async fill() {
      const row = await postgres.get(`
        insert into setting (key, value) values ('fill', '1')
        on conflict (key) do update set value = (setting.value::bigint + 1)::text returning value`);
      return Number(row?.value);
    },
  };
}

async function peopleCalled(sql: Queries, names: readonly string[]): Promise<readonly string[]> {
  const rows = await sql.all('select user_id from person where name = any($1) order by id', names);
  return rows.map((row) => String(row.user_id));
}

function namesOf(rows: readonly Row[]): readonly string[] {
  return rows.map(({ name }) => String(name)).sort();
}

const INSERT = `
  insert into account (name, display_name, units, ignore_attributions, intraday, from_file, added)
  values ($1, $2, $3, $4, $5,`;

const REPLACED = `set display_name = excluded.display_name, units = excluded.units,
  ignore_attributions = excluded.ignore_attributions, intraday = excluded.intraday, from_file = true
  where (account.display_name, account.units, account.ignore_attributions, account.intraday, account.from_file)
    is distinct from
    (excluded.display_name, excluded.units, excluded.ignore_attributions, excluded.intraday, excluded.from_file)`;

const FROM = `
  from account left join person on person.name = account.name left join login on login.person = person.id
  left join state as note on ${LOGIN_PROBLEM}`;

const SELECT = `
  select account.*, person.user_id, person.last_sync, login.person is not null as has_login, note.body as problem ${FROM}`;

const WAITING = 'account.enabled and (login.person is null or note.body is not null)';
const WORKING = 'account.enabled and login.person is not null and note.body is null';

/** What is next to the end of the list that is asked for is found first, by the index of names. */
function listing({ words = '', after, before, waiting = false, working = false, most }: AccountSearch) {
  const values: SqlValue[] = [];
  const value = (one: SqlValue) => `$${values.push(one)}`;
  const conditions = [
    ...(after === undefined ? [] : [`account.name > ${value(after)}`]),
    ...(before === undefined ? [] : [`account.name < ${value(before)}`]),
    ...(waiting ? [WAITING] : []),
    ...(working ? [WORKING] : []),
    ...wordsOf(words).map((wish) => {
      const pattern = value(namePattern(wish));
      return `(account.name ~ ${pattern} or account.display_name ~ ${pattern})`;
    }),
  ];
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
  const order = before === undefined ? 'asc' : 'desc';
  const found = `${SELECT} ${where} order by account.name ${order} limit ${value(most ?? null)}`;
  return { sql: before === undefined ? found : `select * from (${found}) as found order by name`, values };
}

function valuesOf({ name, displayName, units, ignoreAttributions, intraday }: StoredAccount): readonly SqlValue[] {
  return [name, displayName, units, JSON.stringify(ignoreAttributions), intraday];
}

const stored = z.looseObject({
  name: z.string(),
  display_name: z.string(),
  units: z.enum(['metric', 'us', 'uk']).catch('metric'),
  ignore_attributions: z.array(z.number()).catch([]),
  intraday: z.boolean(),
});

export function toStored(row: Row): StoredAccount {
  const { name, display_name, units, ignore_attributions, intraday } = stored.parse(row);
  return { name, displayName: display_name, units, ignoreAttributions: ignore_attributions, intraday };
}

function toAccountRow(row: Row): AccountRow {
  const { enabled, from_file, user_id } = row;
  return {
    ...toStored(row),
    enabled: enabled === true,
    fromFile: from_file === true,
    userId: typeof user_id === 'string' ? user_id : undefined,
    ...toLoginFacts(row),
  };
}
