import { createHash, randomBytes } from 'node:crypto';
import type { Invitations } from '../../cluster-accounts.js';
import { StoreError } from '../../errors.js';
import type { Postgres } from '../queries.js';

const SECRET_BYTES = 24;

export function createInvitations(postgres: Postgres): Invitations {
  return {
    async make(account, validMilliseconds) {
      const secret = randomBytes(SECRET_BYTES).toString('base64url');
      const made = await postgres.run(
        `insert into invitation (account, secret_hash, valid_until)
           select name, $2, clock_timestamp() + $3 * interval '1 ms' from account where name = $1
         on conflict (account) do update
           set secret_hash = excluded.secret_hash, valid_until = excluded.valid_until, state_hash = null`,
        ...[account, hashOf(secret), validMilliseconds],
      );
      if (made === 0) {
        throw new StoreError(
          `${postgres.place} has no account ${account}; run first: withings2mqtt accounts add ${account}`,
        );
      }
      return secret;
    },
    async look(secret) {
      return accountOf(await postgres.get(`select account from ${USABLE} and secret_hash = $1`, hashOf(secret)));
    },
    async begin(secret, state) {
      const begun = await postgres.run(
        `update invitation set state_hash = $2 where account in (select account from ${USABLE}) and secret_hash = $1`,
        ...[hashOf(secret), hashOf(state)],
      );
      return begun === 1;
    },
    async redeem(state) {
      return accountOf(
        await postgres.get(
          `update invitation set state_hash = null
           where account in (select account from ${USABLE}) and state_hash = $1 returning account`,
          hashOf(state),
        ),
      );
    },
    async open() {
      return Number((await postgres.get(`select count(*) as count from ${USABLE}`))?.count);
    },
    async use(account) {
      await postgres.run('delete from invitation where account = $1', account);
    },
  };
}

const USABLE = `invitation join account on account.name = invitation.account
  where account.enabled and invitation.valid_until > clock_timestamp()`;

/** A secret is as random as a key, so that a plain hash tells nothing of it. */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function accountOf(row: Readonly<Record<string, unknown>> | undefined): string | undefined {
  return row && String(row.account);
}
