import type { Outlet } from '../mqtt/link.js';
import type { AnnouncedTopic } from '../store/store.js';
import type { TurnParts } from './turn-parts.js';

const AGAIN_MILLISECONDS = 5000;

/**
 * The turn of somebody for whom there is nothing to do any more. Who was removed: all that was published of them goes. Who
 * is disabled: their values stay, and `availability` says that they are not kept up to date.
 *
 * @returns when to try again, milliseconds since 1970; undefined when it is done
 */
export async function takeAway(userId: string, parts: TurnParts): Promise<number | undefined> {
  const { store, tools } = parts;
  const topics = await store.announced.of(userId);
  if (topics.length === 0) return undefined;
  const again = tools.clock() + AGAIN_MILLISECONDS;
  const outlet = parts.outlet();
  if (!outlet) return again;
  if (await store.people.get(userId)) {
    const own = topics.filter(({ topic, device }) => device === undefined && topic.endsWith('/availability'));
    return (await publishAll(outlet, own, 'offline', parts)) ? undefined : again;
  }
  if (!(await publishAll(outlet, topics, '', parts))) return again;
  await store.announced.forget(topics.map(({ topic }) => topic));
  return undefined;
}

/** @returns whether the broker has taken all of it */
async function publishAll(
  outlet: Outlet,
  topics: readonly AnnouncedTopic[],
  payload: string,
  { onDown, onPublished }: TurnParts,
): Promise<boolean> {
  for (const { topic } of topics) {
    const isTaken = await new Promise<boolean>((resolve) => {
      const end = onDown(() => resolve(false));
      outlet.publish(topic, payload, true, (error) => {
        end();
        if (!error) onPublished();
        resolve(!error);
      });
    });
    if (!isTaken) return false;
  }
  return true;
}
