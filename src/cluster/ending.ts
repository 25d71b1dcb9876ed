import { setMaxListeners } from 'node:events';
import type { Tools } from '../tools.js';

/** How a bridge ends, in three steps: no turn begins any more; those under way end; the last words are said. */
export interface Ending {
  /** No new turns. */
  readonly stop: AbortSignal;
  /** Turns end where they are; another bridge goes on with them. */
  readonly turns: AbortSignal;
  /** Everything ends. */
  readonly end: AbortSignal;
  /** The other bridges have taken this one for dead: all of it at once. */
  bury(): void;
  isBuried(): boolean;
  /** The last words begin: no turn is to go on beside them. */
  endTurns(): void;
  endAll(): void;
}

/** For turns that are under way when the bridge is stopped. */
const GRACE_MILLISECONDS = 4000;

export function createEnding(signal: AbortSignal, { sleep }: Pick<Tools, 'sleep'>): Ending {
  const [stop, turns, end] = [new AbortController(), new AbortController(), new AbortController()];
  for (const one of [signal, stop.signal, turns.signal, end.signal]) setMaxListeners(0, one);
  let isBuried = false;

  function begin(): void {
    stop.abort();
    sleep(GRACE_MILLISECONDS, turns.signal).then(
      () => turns.abort(),
      // They are over already.
      () => {},
    );
  }
  if (signal.aborted) begin();
  else signal.addEventListener('abort', begin, { once: true });

  return {
    ...{ stop: stop.signal, turns: turns.signal, end: end.signal },
    bury() {
      isBuried = true;
      for (const one of [stop, turns, end]) one.abort();
    },
    isBuried: () => isBuried,
    endTurns: () => turns.abort(),
    endAll: () => end.abort(),
  };
}
