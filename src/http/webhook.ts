import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { isSecret } from '../secrets.js';
import type { Notification } from '../withings/notify.js';
import { integer, text } from '../withings/tolerant.js';

export interface WebhookOptions {
  /** The unguessable last part of the address. */
  readonly secret: string;
  /**
   * Whether such a notification was asked for, for such a user; where it is to be kept, resolves when it is. What this
   * throws is answered with 500, and Withings posts it again.
   */
  readonly isExpected: (notification: Notification) => boolean | Promise<boolean>;
  /** Called after the answer has been given. */
  readonly onNotification?: (notification: Notification) => void;
}

const FORM = 'application/x-www-form-urlencoded';
const MAX_BYTES = 4096;

const form = z.object({ userid: text, appli: integer, startdate: integer, enddate: integer, deviceid: text });

/**
 * `/webhook/<secret>`: HEAD and GET answer 200, as Withings wants before it subscribes; a POST is checked and answered
 * at once. Withings signs nothing, so the secret in the path is all that tells it from a stranger: to whoever knocks
 * elsewhere, or with something else, there is nothing here.
 */
export async function addWebhook(server: FastifyInstance, options: WebhookOptions): Promise<void> {
  await server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(FORM, { parseAs: 'string', bodyLimit: MAX_BYTES }, (_request, body, parsed) =>
      parsed(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    scope.get<{ Params: { secret: string } }>('/webhook/:secret', async ({ params }, reply) =>
      isSecret(params.secret, options.secret) ? reply.code(200).send() : reply.callNotFound(),
    );
    scope.post<{ Params: { secret: string } }>('/webhook/:secret', async ({ params, body }, reply) => {
      const notification = isSecret(params.secret, options.secret) ? readNotification(body) : undefined;
      if (!notification || !(await options.isExpected(notification))) return reply.callNotFound();
      if (options.onNotification) setImmediate(options.onNotification, notification);
      return reply.code(200).send();
    });
    done();
  });
}

function readNotification(body: unknown): Notification | undefined {
  const parsed = form.safeParse(body);
  if (!parsed.success) return undefined;
  const { userid, appli, startdate: start, enddate: end, deviceid: deviceId } = parsed.data;
  return userid === undefined || appli === undefined ? undefined : { userId: userid, appli, start, end, deviceId };
}
