import type { ClusterSession } from '../mqtt/cluster-session.js';
import { createTopics } from '../mqtt/topics.js';
import { bridgeMessage } from '../sinks/homeassistant/device-discovery.js';
import type { Cluster } from '../store/cluster.js';
import type { Settings } from '../store/store.js';
import type { FormerBases } from './former-bases.js';
import { parseShownAs, type ShownAs, shownAsText } from './shown-as.js';

/** What the bridges say of themselves, where whoever led before said it at another base topic, or below another prefix. */
export interface Appearance {
  /** To be called by the leading bridge while its connection is up: takes it away there. */
  look(): Promise<void>;
}

export interface AppearanceOptions {
  readonly shownAs: ShownAs;
  readonly instance: string;
  readonly settings: Pick<Settings, 'get' | 'put'>;
  readonly session: Pick<ClusterSession, 'say' | 'connected'>;
  readonly cluster: { readonly bridges: Pick<Cluster['bridges'], 'gone'> };
  readonly formerBases: FormerBases;
}

export function createAppearance(options: AppearanceOptions): Appearance {
  const { shownAs, instance, settings, session, formerBases } = options;
  const own = shownAsText(shownAs);

  /** What all bridges said of themselves. @returns false when the connection went meanwhile */
  async function clear(before: ShownAs): Promise<boolean> {
    const topics = createTopics(before.base);
    const leaving: string[] = [];
    if (before.prefix !== null && before.prefix !== shownAs.prefix)
      leaving.push(bridgeMessage({ topics, prefix: before.prefix, instance, version: before.version }).topic);
    if (before.base !== shownAs.base && (await formerBases.ownerOf(before.base)) === 'ours') {
      const nodes = await options.cluster.bridges.gone(0);
      leaving.push(...nodes.map(topics.nodeState), topics.bridgeState, topics.bridgeInfo);
    }
    for (const topic of leaving) await session.say(topic, '');
    return session.connected();
  }

  return {
    async look() {
      const text = await settings.get('shown_as');
      const before = parseShownAs(text);
      if (text === own || (before && !(await clear(before)))) return;
      await settings.put('shown_as', own);
    },
  };
}
