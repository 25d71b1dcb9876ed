import type { Publisher } from '../mqtt/publisher.js';
import type { Topics } from '../mqtt/topics.js';
import type { Announced } from '../sinks/announced.js';
import { type FormerBases, foreignOf } from './former-bases.js';

/** What is noted of a person and is no more to be there, since the name, the base topic or the discovery is another one. */
export interface StaleTopics {
  /** Below the base topic, of a name that the account had before. */
  ofFormerNames(): readonly string[];
  /**
   * All of it; of a former base that somebody else has now nothing, and that is forgotten.
   *
   * @param dropped of devices that the person has no more: those go another way
   */
  topics(dropped: readonly string[]): Promise<readonly string[]>;
}

export interface StaleTopicsOptions {
  readonly topics: Topics;
  /** Of the account, as it is called now. */
  readonly name: string;
  readonly announced: Announced;
  readonly publisher: Pick<Publisher, 'wanted'>;
  readonly formerBases: FormerBases;
}

export function createStaleTopics({
  topics,
  name,
  announced,
  publisher,
  formerBases,
}: StaleTopicsOptions): StaleTopics {
  const ownTopics = topics.metric(name, '');

  /** Of a device's values under this base nothing is known here: another person may have published them. */
  const isStale = (topic: string): boolean => {
    const about = announced.noted().get(topic);
    if (!about || publisher.wanted.has(topic)) return false;
    if (about.kind === 'discovery') return true;
    return about.device === undefined ? !topic.startsWith(ownTopics) : !topics.isOwn(topic);
  };

  return {
    ofFormerNames: () =>
      announced.find(
        ({ kind, device }, topic) =>
          kind === 'value' && device === undefined && topics.isOwn(topic) && !topic.startsWith(ownTopics),
      ),
    async topics(dropped) {
      const stale = [...announced.noted().keys()].filter((topic) => isStale(topic) && !dropped.includes(topic));
      if (stale.length === 0) return [];
      const { others, unknown } = await foreignOf(announced.noted(), topics.base, formerBases);
      announced.disown(stale.filter((topic) => others.includes(topic)));
      return stale.filter((topic) => !others.includes(topic) && !unknown.includes(topic));
    },
  };
}
