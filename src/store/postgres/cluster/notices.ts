import { z } from 'zod';
import type { Notification } from '../../../withings/notify.js';
import type { Notices } from '../../cluster.js';
import type { Postgres } from '../queries.js';

export function createNotices(postgres: Postgres): Notices {
  return {
    async put(notification) {
      const row = await postgres.get(PUT, ...[notification.userId, JSON.stringify(notification)]);
      return row?.kept === true;
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

const PUT = `select case
  when exists (select from person join account on account.name = person.name where user_id = $1) then put_notice($1, $2)
  else false end as kept`;

const stored = z.looseObject({
  userId: z.string(),
  appli: z.number(),
  start: z.number().optional(),
  end: z.number().optional(),
  deviceId: z.string().optional(),
});

export function toNotification(body: unknown): Notification {
  const { userId, appli, start, end, deviceId } = stored.parse(body);
  return { userId, appli, start, end, deviceId };
}
