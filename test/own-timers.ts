import { AsyncLocalStorage, createHook } from 'node:async_hooks';

export interface OwnTimers {
  /** Everything that starts here, and whatever that starts, counts. */
  run<T>(work: () => T): T;
  /** Timers of it that are running. */
  count(): number;
  stop(): void;
}

/** Counts the timers of some work alone, whatever else runs in this process. */
export function watchOwnTimers(): OwnTimers {
  const within = new AsyncLocalStorage<true>();
  const running = new Set<number>();
  const hook = createHook({
    init(id, type) {
      if (type === 'Timeout' && within.getStore()) running.add(id);
    },
    destroy: (id) => void running.delete(id),
  }).enable();
  return {
    run: (work) => within.run(true, work),
    count: () => running.size,
    stop: () => void hook.disable(),
  };
}
