import type { ClusterSession } from '../mqtt/cluster-session.js';
import { bridgeSign } from '../mqtt/other-bridge.js';
import { createTopics } from '../mqtt/topics.js';
import type { AnnouncedTopic } from '../store/store.js';

type Owner = 'ours' | 'others' | 'unknown';

/** Base topics at which the bridges of this store were before: another one may be there meanwhile. */
export interface FormerBases {
  /** What `bridge/info` says there; what this client may not read says nothing. `unknown`: the connection went. */
  ownerOf(base: string): Promise<Owner>;
}

export interface FormerBasesOptions {
  readonly session: Pick<ClusterSession, 'read' | 'connected'>;
  /** The same for all bridges on one store. */
  readonly instance: string;
  /** Milliseconds on a clock that nobody sets. */
  readonly stopwatch: () => number;
}

/** What is noted of a person below former base topics, and is not to be touched. */
export interface Foreign {
  /** Somebody else has the base: to be forgotten. */
  readonly others: readonly string[];
  /** Nobody can tell now. */
  readonly unknown: readonly string[];
}

const AVAILABILITY = /\/[^/]+\/availability$/;

/**
 * @param noted of one person, by topic
 * @param base at which the bridges are now
 */
export async function foreignOf(
  noted: ReadonlyMap<string, Pick<AnnouncedTopic, 'device'>>,
  base: string,
  { ownerOf }: FormerBases,
): Promise<Foreign> {
  const topics = [...noted.keys()];
  const found: Record<Owner, string[]> = { ours: [], others: [], unknown: [] };
  for (const before of basesIn(noted)) {
    if (before === base) continue;
    found[await ownerOf(before)].push(...topics.filter((topic) => topic.startsWith(`${before}/`)));
  }
  return found;
}

/** Each person has a topic there for as long as any other. */
function basesIn(noted: ReadonlyMap<string, Pick<AnnouncedTopic, 'device'>>): ReadonlySet<string> {
  const own = [...noted].flatMap(([topic, { device }]) => (device === undefined ? [topic] : []));
  return new Set(own.filter((topic) => AVAILABILITY.test(topic)).map((topic) => topic.replace(AVAILABILITY, '')));
}

/** Ten thousand people leave one base topic at a time. */
const KNOWN_MILLISECONDS = 60_000;

export function createFormerBases({ session, instance, stopwatch }: FormerBasesOptions): FormerBases {
  const known = new Map<string, { readonly at: number; readonly answer: Promise<Owner> }>();

  async function look(base: string): Promise<Owner> {
    try {
      const sign = bridgeSign((await session.read(createTopics(base).bridgeInfo)) ?? '');
      return sign !== undefined && sign.instance !== instance ? 'others' : 'ours';
    } catch {
      if (session.connected()) return 'ours';
      known.delete(base);
      return 'unknown';
    }
  }

  return {
    ownerOf(base) {
      const before = known.get(base);
      if (before && stopwatch() - before.at < KNOWN_MILLISECONDS) return before.answer;
      const answer = look(base);
      known.set(base, { at: stopwatch(), answer });
      return answer;
    },
  };
}
