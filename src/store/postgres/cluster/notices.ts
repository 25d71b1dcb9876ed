import { z } from 'zod';
import type { Notification } from '../../../withings/notify.js';
import type { Notices } from '../../cluster.js';
import type { Postgres } from '../queries.js';

export function createNotices(postgres: Postgres): Notices {
  async function put(userId: string, body: object): Promise<boolean> {
    const row = await postgres.get(PUT, userId, JSON.stringify(body), JSON.stringify(EVERYTHING));
    return row?.kept === true;
  }

  return {
    put: (notification) => put(notification.userId, notification),
    ask: (userId) => put(userId, EVERYTHING),
    async stillAsked(userIds) {
      const rows = await postgres.all(STILL_ASKED, userIds, JSON.stringify(EVERYTHING));
      return new Set(rows.map(({ user_id }) => String(user_id)));
    },
    async done(userId, ids) {
      await postgres.run(
        'delete from notice where id = any($2::bigint[]) and person = (select id from person where user_id = $1)',
        userId,
        ids,
      );
    },
  };
}

/** Of somebody who is disabled, maybe for years, it is kept that there was something. */
const PUT = `select case
    when enabled then put_notice($1, $2)
    else exists (select from notice where notice.person = person.id and body = $3::jsonb) or put_notice($1, $3) end as kept
  from person join account on account.name = person.name where user_id = $1`;

const STILL_ASKED = `select distinct user_id from notice join person on person.id = notice.person
  where user_id = any($1) and body = $2::jsonb`;

const EVERYTHING = { everything: true } as const;
const asked = z.looseObject({ everything: z.literal(true) });
const stored = z.looseObject({
  userId: z.string(),
  appli: z.number(),
  start: z.number().optional(),
  end: z.number().optional(),
  deviceId: z.string().optional(),
});

/** Undefined for what somebody asks for. */
export function toNotification(body: unknown): Notification | undefined {
  if (asked.safeParse(body).success) return undefined;
  const { userId, appli, start, end, deviceId } = stored.parse(body);
  return { userId, appli, start, end, deviceId };
}
