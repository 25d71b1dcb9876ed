import type { Log } from '../log.js';
import { DiskFullError } from '../store/errors.js';
import type { Tools } from '../tools.js';
import { createTroubles } from './troubles.js';

export interface WaitOptions {
  readonly log: Pick<Log, 'error' | 'warn' | 'info' | 'debug'>;
  readonly tools: Pick<Tools, 'sleep'>;
  readonly signal: AbortSignal;
}

const AGAIN_MILLISECONDS = 30_000;

/**
 * Begins something anew as long as the disk is too full for it: a process that ended would be started again and again, and
 * make no room by that.
 *
 * @param work is given what it calls when it has what it needs
 * @returns undefined where it was stopped before there was room
 */
export async function whenThereIsRoom<T>(
  work: (onRoom: () => void) => Promise<T>,
  { log, tools, signal }: WaitOptions,
): Promise<T | undefined> {
  const troubles = createTroubles(log);
  let isStarted = false;
  const onRoom = () => {
    isStarted = true;
    troubles.end('start', 'there is room on the disk again');
  };
  while (!signal.aborted) {
    try {
      return await work(onRoom);
    } catch (error) {
      if (!(error instanceof DiskFullError)) throw error;
      // What ran, and could not write at its end, is not begun anew: that is told.
      if (signal.aborted && isStarted) throw error;
      if (signal.aborted) return undefined;
      troubles.begin('start', 'error', '{reason}; the bridge waits for that, and looks each half a minute', {
        reason: error.message,
      });
    }
    await tools.sleep(AGAIN_MILLISECONDS, signal).catch(() => {});
  }
  return undefined;
}
