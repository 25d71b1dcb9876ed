import type { Live, LiveOptions } from './live.js';

/** Who only glances at another tab need not ask anew. */
const GRACE = 5_000;

/**
 * Listens only while somebody can see the page: a browser gives all tabs of one host six connections together, and each
 * stream holds one.
 *
 * @param listens who has been signed out types a password, and has no stream
 * @returns to be told whether it is hidden now
 */
export function whileSeen(live: Live, later: LiveOptions['later'], listens: () => boolean): (hidden: boolean) => void {
  let cancel: (() => void) | undefined;
  let stopped = false;
  return (hidden) => {
    cancel?.();
    cancel = undefined;
    if (hidden) {
      cancel = later(GRACE, () => {
        stopped = listens();
        if (stopped) live.stop();
      });
    } else if (stopped) {
      stopped = false;
      live.start();
    }
  };
}
