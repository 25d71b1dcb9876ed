import type { Heirs } from '../../cluster.js';
import { createGuard } from '../guard.js';
import type { OwnClaims } from '../own-claims.js';
import type { Postgres, Row } from '../queries.js';
import { keyText } from '../state-parts.js';
import { publishAnew } from './publish-anew.js';

export function createHeirs(postgres: Postgres, claims: OwnClaims): Heirs {
  const guard = createGuard({ place: postgres.place, leaseEpoch: () => undefined, claims });
  return {
    async handOver(userId, topics) {
      return postgres.transaction(async (sql) => {
        await guard(sql, userId, 'clear');
        const rows = await sql.all(
          'select distinct device from announced where topic = any($1) and user_id = $2 and device is not null',
          ...[topics, userId],
        );
        const devices = rows.map(({ device }) => String(device));
        const found = await sql.all(HAND_OVER, userId, topics, devices, devices.map(keyText));
        // What lies there is what this person has last known of the device.
        await publishAnew(sql, ownersOf(found));
        // Read last: somebody else may have noted them as their own at this moment.
        const left = await sql.all(
          'select topic from announced where topic = any($1) and user_id = $2',
          topics,
          userId,
        );
        return left.map(({ topic }) => String(topic));
      });
    },
    async forget(userId, topics, taken) {
      await postgres.transaction(async (sql) => {
        await guard(sql, userId, 'clear');
        await sql.run('delete from announced where topic = any($1) and user_id = $2', taken, userId);
      });
      // Read when these are gone: whoever notes one from now on publishes it after it was emptied.
      await postgres.transaction(async (sql) => {
        const others = await sql.all(
          'select distinct user_id from announced where topic = any($1) and user_id <> $2',
          ...[topics, userId],
        );
        await publishAnew(sql, ownersOf(others));
      });
    },
  };
}

const HAND_OVER = `
  update announced set user_id = heir.user_id from (
    select distinct on (device) device, person.user_id
    from unnest($3::text[], $4::text[]) as gone (device, key)
      join state on state.part = 'devices' and state.key = gone.key join person on person.id = state.person
      join account on account.name = person.name
    where person.user_id <> $1 order by device, person.id
  ) as heir
  where announced.topic = any($2) and announced.user_id = $1 and announced.device = heir.device
  returning announced.user_id`;

/** In one order for everybody, so that no two wait for each other. */
function ownersOf(rows: readonly Row[]): readonly string[] {
  return [...new Set(rows.map((row) => String(row.user_id)))].sort();
}
