export const DONE = 0;
export const FAILED = 1;

/** Exit codes of a command: its own, and the one for when it is stopped before its output has been taken. */
export interface ExitCodes {
  readonly code: number;
  readonly whenCut: number;
}

/** Loads what a command needs; what it gives runs the command, true if all went well. */
type Load = () => Promise<(signal: AbortSignal) => Promise<boolean>>;

/** Runs commands and tells how they ended. */
export interface Runner {
  /** A command that runs until it is stopped: then it is done. */
  service(load: Load): Promise<void>;
  /** A command that comes to a result: stopped before that, it has failed. */
  task(load: Load): Promise<void>;
  /** The same, for whoever reads its output: when that reader has had enough, it is done. */
  printer(load: Load, kind?: 'task' | 'service'): Promise<void>;
}

/**
 * @param stop aborted when the process is to end
 * @param closed aborted when nobody reads standard output any more
 * @param done told how it ended, unless the command throws
 */
export function createRunner(stop: AbortSignal, closed: AbortSignal, done: (outcome: ExitCodes) => void): Runner {
  async function perform(load: Load, whenStopped: number, signal = stop): Promise<void> {
    /** Its reader ended it, and nobody else. */
    const hadEnough = () => signal.aborted && !stop.aborted;
    try {
      const command = await load();
      signal.throwIfAborted();
      const well = await command(signal);
      done({ code: well || hadEnough() ? DONE : FAILED, whenCut: whenStopped });
    } catch (error) {
      const stopped = signal.aborted && error instanceof Error && error.name === 'AbortError';
      if (!stopped && !hadEnough()) throw error;
      const code = hadEnough() ? DONE : whenStopped;
      if (code === FAILED) process.stderr.write('stopped before it was done\n');
      done({ code, whenCut: whenStopped });
    }
  }

  return {
    service: (load) => perform(load, DONE),
    task: (load) => perform(load, FAILED),
    printer: (load, kind = 'task') => perform(load, kind === 'service' ? DONE : FAILED, either(stop, closed)),
  };
}

/** AbortSignal.any forgets signals that nobody else holds (Node 20); this one lasts as long as the process. */
function either(...signals: readonly AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) controller.abort();
    signal.addEventListener('abort', () => controller.abort(), { once: true });
  }
  return controller.signal;
}
