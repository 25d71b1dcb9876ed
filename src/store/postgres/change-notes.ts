import type { Postgres, Queries } from './queries.js';

/** Notes of what this process has written of people and logins, so that others look. */
export interface ChangeNotes {
  /** The last thing in a transaction: it waits only for others of this process. */
  note(sql: Queries): Promise<void>;
  /** True if another process has noted something since this was last asked; false at the first time. */
  elsewhere(): Promise<boolean>;
}

/** @param token tells this process from others */
export function createChangeNotes(postgres: Postgres, token: string): ChangeNotes {
  let seen: string | undefined;
  return {
    async note(sql) {
      await sql.run(NOTE, token);
    },
    async elsewhere() {
      const now = String((await postgres.get(OTHERS, token))?.sum);
      const changed = seen !== undefined && now !== seen;
      seen = now;
      return changed;
    },
  };
}

/** Of processes that are long gone; whoever finds fewer looks once for nothing. */
export async function forgetOldChanges(postgres: Postgres): Promise<void> {
  await postgres.run("delete from change where at < clock_timestamp() - interval '7 days'");
}

const NOTE = `insert into change values ($1, 1, clock_timestamp())
  on conflict (process) do update set number = change.number + 1, at = excluded.at`;

const OTHERS = 'select coalesce(sum(number), 0) as sum from change where process <> $1';
