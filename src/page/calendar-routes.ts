import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { DAY_SECONDS } from '../feeds/day.js';
import type { CalendarAnswer } from './api.js';
import { calendarText } from './calendar.js';
import { calendarEvents } from './calendar-events.js';
import { createCalendarSecrets } from './calendar-secrets.js';
import type { House } from './house.js';
import { PageError } from './page-error.js';
import { archiveOf } from './person-archive.js';
import { bodyAs, type OfAccount } from './request.js';
import { whileThere } from './while-there.js';

/** What a calendar shows of the past: two years, since most programs fetch all of it each hour. */
const SHOWN_SECONDS = 2 * 366 * DAY_SECONDS;

const BODY = z.object({ renew: z.boolean().default(false) });

/** `POST /api/people/<account>/calendar` tells the address of a calendar, and makes another one. */
export function addCalendar(app: FastifyInstance, house: House): void {
  const secrets = createCalendarSecrets(house);
  app.post<OfAccount>('/api/people/:account/calendar', async (request) => {
    const { account } = archiveOf(house, request.params.account);
    const { renew } = bodyAs(BODY, request.body);
    const userId = userIdOf(house, account.name);
    if (userId === undefined) {
      throw new PageError(409, 'nothing_yet', 'Nobody is connected under this name yet; connect the account first.');
    }
    return { path: `calendar/${await secrets.of(userId, renew)}/${account.name}.ics` } satisfies CalendarAnswer;
  });
}

/** `GET /calendar/<secret>/<account>.ics`, for programs that cannot sign in: the address is the secret. */
export function addCalendarFile(app: FastifyInstance, house: House): void {
  const secrets = createCalendarSecrets(house);
  app.get<{ Params: { secret: string; account: string } }>('/calendar/:secret/:account.ics', (request, reply) =>
    whileThere(reply, async (signal) => {
      const { secret, account: name } = request.params;
      const userId = userIdOf(house, name);
      // Whoever guesses learns nothing, not even who is there.
      if (userId === undefined || !(await secrets.isRight(userId, secret))) {
        throw new PageError(404, 'not_found', 'There is no such calendar.');
      }
      const archive = archiveOf(house, name);
      const now = Math.floor(house.clock() / 1000);
      const span = { from: now - SHOWN_SECONDS, to: now + DAY_SECONDS };
      const owner = ownerOf(userId, await house.store.settings.instance());
      const events = await calendarEvents(archive, owner, span, signal);
      reply.type('text/calendar; charset=utf-8');
      return calendarText(`${archive.account.displayName} (Withings)`, events);
    }),
  );
}

/** Whoever has the address need not learn who it is at Withings; a number alone could be guessed from its hash. */
function ownerOf(userId: string, instance: string): string {
  return createHash('sha256').update(`${instance}/${userId}`).digest('hex').slice(0, 12);
}

function userIdOf({ people }: House, name: string): string | undefined {
  return people().find(({ account }) => account.name === name)?.userId;
}
