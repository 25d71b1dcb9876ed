import type { ClusterSession } from '../mqtt/cluster-session.js';
import { bridgeSign } from '../mqtt/other-bridge.js';
import { createTopics } from '../mqtt/topics.js';

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
