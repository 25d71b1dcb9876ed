import type { AnnouncedTopic } from '../store/store.js';
import { resolvesWithin } from '../tools.js';
import { foreignOf } from './former-bases.js';
import type { TurnParts } from './turn-parts.js';

const AGAIN_MILLISECONDS = 5000;
/** What a broker refuses, it will not take a moment later. */
const REFUSED_MILLISECONDS = 3_600_000;
/** In which Home Assistant takes entities away; of one that still reads an emptied topic it would complain. */
const HEARD_MILLISECONDS = 2000;
/** For the acknowledgements of one person's topics. */
const TAKEN_MILLISECONDS = 30_000;

/** Their values stay, and `availability` says that they are not kept up to date. @returns as `takeAway` does */
export async function showAway(userId: string, parts: TurnParts): Promise<number | undefined> {
  const { ours, isWhole } = await touchable(userId, parts);
  const own = ours.filter(({ topic, device }) => device === undefined && topic.endsWith('/availability'));
  if (own.length === 0 && isWhole) return undefined;
  const { isAnswered } = await publishAll(namesOf(own), 'offline', parts);
  return isWhole && isAnswered ? undefined : parts.tools.clock() + AGAIN_MILLISECONDS;
}

/**
 * All that was published of somebody goes, but for what goes with a device that somebody else has, too.
 *
 * @returns when to try again, milliseconds since 1970; undefined when it is done
 */
export async function takeAway(userId: string, parts: TurnParts): Promise<number | undefined> {
  const { cluster, tools } = parts;
  const { ours, others, isWhole } = await touchable(userId, parts);
  const ofDevices = ours.filter(({ device }) => device !== undefined);
  const left = ofDevices.length > 0 ? await cluster.heirs.handOver(userId, namesOf(ofDevices)) : [];
  const gone = [...left, ...namesOf(ours.filter(({ device }) => device === undefined))];
  const messages = namesOf(ours.filter(({ topic, kind }) => kind === 'discovery' && gone.includes(topic)));
  const ofMessages = await publishAll(messages, '', parts);
  if (messages.length > 0) await tools.sleep(HEARD_MILLISECONDS, parts.signal).catch(() => {});
  const values = gone.filter((topic) => !messages.includes(topic));
  const ofValues = await publishAll(values, '', parts);
  const taken = [...ofMessages.taken, ...ofValues.taken];
  if (gone.length + others.length > 0) await cluster.heirs.forget(userId, gone, [...taken, ...others]);
  if (taken.length === gone.length && isWhole) return undefined;
  const isAnswered = ofMessages.isAnswered && ofValues.isAnswered && isWhole;
  return tools.clock() + (isAnswered ? REFUSED_MILLISECONDS : AGAIN_MILLISECONDS);
}

interface Touchable {
  readonly ours: readonly AnnouncedTopic[];
  /** Below a base topic that somebody else has by now. */
  readonly others: readonly string[];
  /** False: of some nobody can tell now. */
  readonly isWhole: boolean;
}

/** What is noted of somebody, and whether it may be touched. */
async function touchable(userId: string, { store, context, formerBases }: TurnParts): Promise<Touchable> {
  const noted = new Map((await store.announced.of(userId)).map((one) => [one.topic, one]));
  const { others, unknown } = await foreignOf(noted, context.topics.base, formerBases);
  const ours = [...noted.values()].filter(({ topic }) => !others.includes(topic) && !unknown.includes(topic));
  return { ours, others, isWhole: unknown.length === 0 };
}

function namesOf(topics: readonly AnnouncedTopic[]): readonly string[] {
  return topics.map(({ topic }) => topic);
}

interface Answers {
  /** What the broker has taken. */
  readonly taken: readonly string[];
  /** All of it was taken or refused. */
  readonly isAnswered: boolean;
}

/** Ends with the connection, too: what is under way then is never answered. */
async function publishAll(topics: readonly string[], payload: string, parts: TurnParts): Promise<Answers> {
  const { tools, signal, onDown, onPublished, onRefused } = parts;
  const taken: string[] = [];
  let answers = 0;
  const to = parts.outlet();
  if (!to || signal.aborted) return { taken, isAnswered: false };
  let endListening = () => {};
  const over = new Promise<void>((resolve) => {
    const stopListening = onDown(resolve);
    const onStop = () => resolve();
    signal.addEventListener('abort', onStop, { once: true });
    endListening = () => {
      stopListening();
      signal.removeEventListener('abort', onStop);
    };
    for (const topic of topics) {
      to.publish(topic, payload, true, (error) => {
        answers += 1;
        if (error) onRefused(topic, error.message);
        else {
          taken.push(topic);
          onPublished(topic);
        }
        if (answers === topics.length) resolve();
      });
    }
    if (topics.length === 0) resolve();
  });
  await resolvesWithin(tools, TAKEN_MILLISECONDS, over);
  endListening();
  return { taken: [...taken], isAnswered: answers === topics.length };
}
