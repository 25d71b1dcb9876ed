import { reasonOf } from '../bridge/unexpected.js';
import type { Log } from '../log.js';
import { createCanary } from '../mqtt/canary.js';
import type { ClusterSession } from '../mqtt/cluster-session.js';
import type { Presence } from '../mqtt/presence.js';
import type { Topics } from '../mqtt/topics.js';
import type { Cluster } from '../store/cluster.js';
import type { Settings } from '../store/store.js';
import { createTurns } from '../turns.js';
import { createAppearance } from './appearance.js';
import type { FormerBases } from './former-bases.js';
import { type ShownAs, shownAsText } from './shown-as.js';

/** What one bridge does for all. */
export interface Leading {
  /** To be told with each sign of life whether this bridge leads. */
  tell(leads: boolean): void;
  /** The bridge has left the others. @param last nobody lives any more */
  end(last: boolean): Promise<void>;
  /** Whether it keeps the common state also without leading: the last one to go says `offline`. */
  isLast(): boolean;
}

export interface LeadingOptions {
  readonly cluster: Cluster;
  readonly session: ClusterSession;
  readonly presence: Presence;
  readonly topics: Topics;
  readonly log: Log;
  readonly shownAs: ShownAs;
  readonly instance: string;
  readonly settings: Pick<Settings, 'get' | 'put'>;
  readonly formerBases: FormerBases;
  readonly signal: AbortSignal;
}

/** So that a broker which has lost everything of ten thousand people gets it back in a quarter of an hour. */
const SPREAD_MILLISECONDS_A_PERSON = 90;
/** A bridge that is gone for so long is not coming back under its id; until then its state says `offline`. */
const GONE_MILLISECONDS = 3_600_000;
const LOOK_MILLISECONDS = 60_000;
const CATCH_UP_MILLISECONDS = 600_000;

export function createLeading(options: LeadingOptions): Leading {
  const { cluster, session, presence, log, signal } = options;
  const canary = createCanary({ ...options, version: options.shownAs.version, onEmpty });
  const appearance = createAppearance(options);
  const shownAs = shownAsText(options.shownAs);
  const turns = createTurns();
  let leads = false;
  let isKnown = false;
  let isLast = false;
  let looked = Number.NEGATIVE_INFINITY;
  let caughtUp = Number.NEGATIVE_INFINITY;

  /** What the broker is told of all bridges, and whether it still has what was published. */
  async function look(): Promise<void> {
    if (!leads || !session.connected()) return;
    await appearance.look();
    const fill = await cluster.accounts.filling();
    const bridges = (await cluster.bridges.living()).length;
    isKnown = (await canary.check({ fill, bridges })) !== 'unknown';
    await catchUp();
    const gone = await cluster.bridges.gone(GONE_MILLISECONDS);
    if (gone.length > 0 && (await session.clearStates(gone))) await cluster.bridges.forget(gone);
  }

  /** Nobody is to be left behind by a bridge that has ended, or was of another version. */
  async function catchUp(): Promise<void> {
    const now = performance.now();
    if (now - caughtUp < CATCH_UP_MILLISECONDS) return;
    const { all } = await cluster.accounts.count();
    await cluster.queue.wantBehind(shownAs, all * SPREAD_MILLISECONDS_A_PERSON);
    caughtUp = now;
  }

  async function onEmpty(): Promise<number> {
    const fill = await cluster.accounts.fill();
    const { all } = await cluster.accounts.count();
    await cluster.queue.wantAll(all * SPREAD_MILLISECONDS_A_PERSON);
    return fill;
  }

  const lookSoon = () =>
    void turns.take(look).catch((error: unknown) => {
      if (!signal.aborted) log.debug('cannot look what the broker has', { reason: reasonOf(error, log) });
    });
  session.onUp(() => {
    isKnown = false;
    lookSoon();
  });

  return {
    tell(next) {
      const begins = next && !leads;
      leads = next;
      // It comes back where a broker or another bridge had taken it away.
      if (leads) void presence.begin();
      else if (presence.holds()) void presence.end('handover');
      if (begins) {
        isKnown = false;
        caughtUp = Number.NEGATIVE_INFINITY;
      }
      const now = performance.now();
      if (!leads || (isKnown && now - looked < LOOK_MILLISECONDS)) return;
      looked = now;
      lookSoon();
    },
    isLast: () => isLast,
    async end(last) {
      leads = false;
      isLast = last;
      if (last) await presence.begin();
      await presence.end(last ? 'last' : 'handover');
    },
  };
}
