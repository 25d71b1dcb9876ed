import { CALL_CAP_SECONDS } from '../withings/envelope.js';

/** `usual` is over by itself, and no trouble; `long` is one from the beginning, and `often` however short it is. */
export type RateWait = 'usual' | 'long' | 'often';

/** How often in a row Withings has told a feed of one person to wait. */
export interface RateWaits {
  /** It has to wait once more. */
  next(feed: string, seconds: number): RateWait;
  /** It has come in. */
  end(feed: string): void;
}

const USUAL_IN_A_ROW = 2;

export function createRateWaits(): RateWaits {
  const inARow = new Map<string, number>();
  return {
    next(feed, seconds) {
      const times = (inARow.get(feed) ?? 0) + 1;
      inARow.set(feed, times);
      if (seconds > CALL_CAP_SECONDS) return 'long';
      return times > USUAL_IN_A_ROW ? 'often' : 'usual';
    },
    end: (feed) => void inARow.delete(feed),
  };
}
