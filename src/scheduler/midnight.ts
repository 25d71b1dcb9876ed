import { nextMidnight } from '../feeds/day.js';

export interface MidnightOptions {
  /** The zones of all accounts, as they are now. */
  readonly zones: () => readonly (string | undefined)[];
  /** Called at every midnight, and now and then; must be cheap when no new day has begun. */
  readonly onTick: () => void;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Rejects when everything stops. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Zones change with a traveller, clocks jump, machines sleep: no wait is longer than this. */
const LONGEST_WAIT_MILLISECONDS = 15 * 60_000;

/** Wakes at each account's own midnight, also while the cloud is away. */
export async function watchMidnight(options: MidnightOptions): Promise<void> {
  while (!options.signal.aborted) {
    const now = options.clock();
    const next = Math.min(...options.zones().map((zone) => nextMidnight(Math.floor(now / 1000), zone) * 1000));
    await options.sleep(Math.min(Math.max(next - now, 1), LONGEST_WAIT_MILLISECONDS)).catch(() => {});
    if (!options.signal.aborted) options.onTick();
  }
}
