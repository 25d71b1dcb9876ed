import type { BridgeNode, Bridges } from '../../cluster.js';
import { LeaseHeldError, StoreError } from '../../errors.js';
import { livingHolder } from '../lease.js';
import { refuseNewer } from '../migrate.js';
import type { OwnClaims } from '../own-claims.js';
import type { Postgres, Queries, Row } from '../queries.js';

/** For so long, jobs that a buried bridge takes before it notices are freed; after that graphile-worker does, in 4 h. */
const HAUNTING = "interval '1 hour'";
/** Until then the one that leads has forgotten them. */
const REMEMBERED = "interval '30 days'";

/**
 * Milliseconds that a pause between two signs of all bridges counts for, at most. Where one lives, they are closer; else the
 * database was away for everybody, or its clock was set, which says nothing of who is silent.
 */
const LONGEST_PAUSE = 3000;
/** The clock of the signs takes no more of them than that, so that those of many bridges do not queue for its row. */
const SHORTEST_PAUSE = 500;
const PAUSE = '(extract(epoch from clock_timestamp() - last_at) * 1000)::float8';
const ADVANCED = `passed + least(greatest(${PAUSE}, 0), ${LONGEST_PAUSE})`;
/** Now, by the clock of the signs. */
const PASSED = `(select ${ADVANCED} from signs)`;

export function createBridges(postgres: Postgres, held: OwnClaims): Bridges {
  /**
   * People whom they had and were to try again after a pause: others need not wait for that. Not in one go with the rest, which
   * is to wait for nobody's row; without a database, the pause ends by itself.
   */
  async function handOver(ids: readonly string[]): Promise<void> {
    await postgres.get(HAND_OVER, ids).catch(() => {});
  }

  return {
    async join(node) {
      await postgres.transaction(async (sql) => {
        // Locked, so that a command that wants the store for itself comes before or after.
        await sql.get("select from lease where name = 'bridge' for share");
        const holder = await livingHolder(sql);
        if (holder) throw new LeaseHeldError(postgres.place, holder);
        await enter(sql, postgres.place, node);
      });
      held.join(node.id);
    },
    async beat(id) {
      const known = await postgres.get(BEAT, id);
      if (known) refuseNewer(postgres.place, Number(known.version));
      else held.leave();
      return known !== undefined;
    },
    async time() {
      const row = await postgres.get('select (extract(epoch from clock_timestamp()) * 1000)::float8 as time');
      return Number(row?.time);
    },
    async leave(id) {
      held.leave();
      await postgres.transaction(async (sql) => {
        await sql.get('select free_jobs(workers) from bridge where id = $1', id);
        await sql.run('delete from leader where bridge = $1', id);
        await sql.run(
          'update bridge set buried = true, buried_at = clock_timestamp() where id = $1 and not buried',
          id,
        );
      });
      await handOver([id]);
    },
    async bury(silentMilliseconds) {
      const buried = await postgres.transaction(async (sql) => {
        const dead = await sql.all(
          `update bridge set buried = true, buried_at = clock_timestamp()
           where not buried and passed < ${PASSED} - $1 returning id, host, pid, version`,
          silentMilliseconds,
        );
        await sql.get(`select free_jobs(gone) from (
          select array_agg(worker) as gone from bridge, unnest(workers) as worker
          where buried and buried_at > clock_timestamp() - ${HAUNTING}) as dead where gone is not null`);
        await sql.run(`delete from bridge where buried and buried_at < clock_timestamp() - ${REMEMBERED}`);
        return dead.map(toNode);
      });
      if (buried.length > 0) await handOver(buried.map(({ id }) => id));
      return buried;
    },
    async living() {
      const rows = await postgres.all(
        `select id, host, pid, version, ${SILENT} as silent,
           exists (select from leader where bridge = bridge.id and until > clock_timestamp()) as leads
         from bridge where not buried order by since, id`,
      );
      return rows.map((row) => ({
        ...toNode(row),
        silentMilliseconds: Number(row.silent),
        leads: row.leads === true,
      }));
    },
    async gone(milliseconds) {
      const rows = await postgres.all(
        "select id from bridge where buried and buried_at <= clock_timestamp() - $1 * interval '1 ms' order by buried_at, id",
        milliseconds,
      );
      return rows.map(({ id }) => String(id));
    },
    async forget(ids) {
      await postgres.run('delete from bridge where buried and id = any($1)', ids);
    },
    async lead(id, milliseconds) {
      // One that is buried leads no more, however long it was to.
      const leads = await postgres.run(
        `insert into leader (bridge, until)
           select id, clock_timestamp() + $2 * interval '1 ms' from bridge where id = $1 and not buried
         on conflict (one) do update set bridge = excluded.bridge, until = clock_timestamp() + $2 * interval '1 ms'
           where leader.bridge = excluded.bridge or leader.until < clock_timestamp()
             or not exists (select from bridge where id = leader.bridge and not buried)`,
        ...[id, milliseconds],
      );
      return leads === 1;
    },
  };
}

/** The same again does no harm: an answer may have been lost. @throws StoreError for the name of another one */
async function enter(sql: Queries, place: string, { id, host, pid, version }: BridgeNode): Promise<void> {
  const entered = await sql.run(
    `insert into bridge (id, host, pid, version, passed) values ($1, $2, $3, $4, ${PASSED})
     on conflict (id) do update set beaten_at = clock_timestamp(), passed = excluded.passed
       where not bridge.buried and (bridge.host, bridge.pid) = (excluded.host, excluded.pid)`,
    ...[id, host, pid, version],
  );
  if (entered === 0) throw new StoreError(`another bridge is or was called ${id} on ${place}; start it anew`);
}

const BEAT = `
  with own as (
    update bridge set beaten_at = clock_timestamp(), passed = ${PASSED} where id = $1 and not buried returning id
  ), noted as (
    update signs set passed = ${ADVANCED}, last_at = clock_timestamp()
    where exists (select from own) and ${PAUSE} not between 0 and ${SHORTEST_PAUSE}
  )
  select (select version from schema_version) as version from own`;

const HAND_OVER = `select want_person(user_id, clock_timestamp(), true) from (
  select user_id from person where interrupted and owner = any($1) order by id offset 0) as open`;

const SILENT = '(extract(epoch from clock_timestamp() - beaten_at) * 1000)::float8';

function toNode({ id, host, pid, version }: Row): BridgeNode {
  return { id: String(id), host: String(host), pid: Number(pid), version: String(version) };
}
