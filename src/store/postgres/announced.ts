import type { Announced, AnnouncedTopic } from '../store.js';
import { toAnnounced } from '../stored-rows.js';
import { publishAnew } from './cluster/publish-anew.js';
import type { Guard } from './guard.js';
import type { OwnClaims } from './own-claims.js';
import type { Postgres } from './queries.js';

export function createAnnounced(postgres: Postgres, guard: Guard, claims: Pick<OwnClaims, 'idOf'>): Announced {
  return {
    async all() {
      return (await postgres.all(ANNOUNCED)).map(toAnnounced);
    },
    async of(userId) {
      return (await postgres.all(`${ANNOUNCED} where user_id = $1`, userId)).map(toAnnounced);
    },
    async note(topics) {
      const last = [...new Map(topics.map((one) => [one.topic, one])).values()];
      await postgres.transaction(async (sql) => {
        for (const userId of ownersOf(topics)) await guard(sql, userId);
        const rows = [
          last.map(({ topic }) => topic),
          last.map(({ kind }) => kind),
          last.map(({ userId }) => (userId === undefined ? null : claims.idOf(userId))),
          last.map(({ device = null }) => device),
        ] as const;
        const taken = await sql.all(TAKEN_OVER, rows[0], rows[2]);
        await sql.run(NOTE, ...rows);
        // Whoever had them may be about to empty them, as somebody who has another name now.
        const heirs = taken.map(({ user_id }) => String(user_id));
        if (heirs.length > 0) await publishAnew(sql, heirs);
      });
    },
    async forget(topics) {
      await postgres.transaction(async (sql) => {
        const rows = await sql.all(`${ANNOUNCED} where topic = any($1)`, topics);
        for (const userId of ownersOf(rows.map(toAnnounced))) await guard(sql, userId, 'clear');
        await sql.run('delete from announced where topic = any($1)', topics);
      });
    },
  };
}

/** In one order for everybody, so that no two wait for each other; of nobody, it is the bridge's. */
function ownersOf(topics: readonly AnnouncedTopic[]): readonly (string | undefined)[] {
  const owners = [...new Set(topics.map(({ userId }) => userId))].sort();
  return owners.length === 0 ? [undefined] : owners;
}

const ANNOUNCED = 'select topic, kind, user_id, device from announced';
const TAKEN_OVER = `select distinct new.user_id from announced join unnest($1::text[], $2::text[]) as new (topic, user_id)
  using (topic) where device is null and announced.user_id <> new.user_id order by user_id`;
const NOTE = `insert into announced select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])
  on conflict (topic) do update set kind = excluded.kind, user_id = excluded.user_id, device = excluded.device
  where (announced.kind, announced.user_id, announced.device) is distinct from
    (excluded.kind, excluded.user_id, excluded.device)`;
