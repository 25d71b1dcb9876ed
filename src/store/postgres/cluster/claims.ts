import type { Claim, Claims, Notice } from '../../cluster.js';
import { LeaseLostError } from '../../errors.js';
import type { OwnClaims } from '../own-claims.js';
import type { Postgres, Row } from '../queries.js';
import { toStored } from './accounts.js';
import { toNotification } from './notices.js';
import { ANEW } from './publish-anew.js';

/** @param clock milliseconds since 1970, as those see it who get the times */
export function createClaims(postgres: Postgres, held: OwnClaims, clock: () => number): Claims {
  return {
    async take(userId, bridge) {
      const taken = await postgres.transaction(async (sql) => {
        const row = await sql.get(
          `select person.id, interrupted, filled, shown_as, account.*,
             exists (select from bridge where id = $2 and not buried) as lives,
             coalesce((select value::bigint from setting where key = 'fill'), 0) as fill
           from person join account on account.name = person.name and account.enabled
           where person.user_id = $1 for no key update of person`,
          ...[userId, bridge],
        );
        if (!row) return undefined;
        if (row.lives !== true) throw new LeaseLostError(postgres.place);
        const raised = await sql.get(RAISE, ...[Number(row.id), bridge]);
        return { row, epoch: Number(raised?.epoch) };
      });
      if (!taken) return undefined;
      const { row, epoch } = taken;
      held.hold(userId, epoch);
      return toClaim(userId, epoch, row, await notices(Number(row.id)));
    },
    async leave(userId, bridge) {
      return postgres.transaction(async (sql) => {
        const row = await sql.get(
          `select id, exists (select from account where account.name = person.name) as stays,
             exists (select from bridge where id = $2 and not buried) as lives
           from person where user_id = $1 for no key update`,
          ...[userId, bridge],
        );
        if (!row) return true;
        if (row.stays === true) return false;
        if (row.lives !== true) throw new LeaseLostError(postgres.place);
        const raised = await sql.get(
          `update person set epoch = epoch + 1, filled = ${ANEW} where id = $1 returning epoch`,
          Number(row.id),
        );
        held.hold(userId, Number(raised?.epoch));
        return true;
      });
    },
    async give({ userId, epoch }, filled, shownAs, feeds) {
      const given = await postgres.run(GIVE, userId, epoch, filled, shownAs, feeds ? JSON.stringify(feeds) : null);
      if (held.epochOf(userId) === epoch) held.drop(userId);
      return given === 1;
    },
  };

  /** After the person was taken, in a look of its own: whoever puts one wants a job later than this, or it is in here. */
  async function notices(person: number): Promise<readonly Notice[]> {
    const rows = await postgres.all(
      `update notice set taken = true where person = $1
       returning id, body, (extract(epoch from clock_timestamp() - received_at) * 1000)::float8 as age`,
      person,
    );
    return rows
      .map(({ id, body, age }) => ({
        id: Number(id),
        notification: toNotification(body),
        receivedAt: Math.round(clock() - Number(age)),
      }))
      .sort((one, other) => one.id - other.id)
      .map((notice) => ({ ...notice, id: String(notice.id) }));
  }
}

/** From now on everything that this turn publishes is meant; what is to be anew after it is said once more. */
const RAISE = `
  update person set epoch = epoch + 1, owner = $2, interrupted = true, filled = greatest(filled, 0)
  where id = $1 returning epoch`;

const GIVE = `
  update person set interrupted = false, owner = null, filled = case when filled = ${ANEW} then filled else $3 end, shown_as = $4,
  last_sync = (
    select max((body::json ->> 'lastSuccess')::float8) from state where state.person = person.id and part = 'feeds'
    and ($5::text is null or key in (select json_array_elements_text($5::json))))
  where user_id = $1 and epoch = $2`;

function toClaim(userId: string, epoch: number, row: Row, notices: readonly Notice[]): Claim {
  return {
    userId,
    epoch,
    account: toStored(row),
    interrupted: row.interrupted === true,
    filled: Number(row.filled),
    fill: Number(row.fill),
    shownAs: String(row.shown_as),
    notices,
  };
}
