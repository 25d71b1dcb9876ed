import type { ClusterSession } from '../mqtt/cluster-session.js';
import { bridgeSign } from '../mqtt/other-bridge.js';
import { createTopics } from '../mqtt/topics.js';

/** Base topics at which the bridges of this store were before: another one may be there meanwhile. */
export interface FormerBases {
  /** What `bridge/info` says there, if this client may read it. */
  isOthers(base: string): Promise<boolean>;
}

export interface FormerBasesOptions {
  readonly session: Pick<ClusterSession, 'read'>;
  /** The same for all bridges on one store. */
  readonly instance: string;
  /** Milliseconds on a clock that nobody sets. */
  readonly stopwatch: () => number;
}

/** Ten thousand people leave one base topic at a time. */
const KNOWN_MILLISECONDS = 60_000;

export function createFormerBases({ session, instance, stopwatch }: FormerBasesOptions): FormerBases {
  const known = new Map<string, { readonly at: number; readonly answer: Promise<boolean> }>();

  async function look(base: string): Promise<boolean> {
    const info = await session.read(createTopics(base).bridgeInfo).catch(() => undefined);
    const sign = bridgeSign(info ?? '');
    return sign !== undefined && sign.instance !== instance;
  }

  return {
    isOthers(base) {
      const before = known.get(base);
      if (before && stopwatch() - before.at < KNOWN_MILLISECONDS) return before.answer;
      const answer = look(base);
      known.set(base, { at: stopwatch(), answer });
      return answer;
    },
  };
}
