/** A clock that stands still until it is told to go on, and sleeps that follow it. */
export interface VirtualTime {
  now(): number;
  /** Resolves early, without an error, when `wake` is aborted. */
  sleep(milliseconds: number, wake?: AbortSignal): Promise<void>;
  /** Goes on, sleeper by sleeper, and lets everybody act at each time. */
  pass(milliseconds: number): Promise<void>;
  /** Sets the clock without anybody having slept. */
  jump(milliseconds: number): void;
}

interface Sleeper {
  readonly at: number;
  readonly done: () => void;
}

export function createVirtualTime(start = 1_790_000_000_000): VirtualTime {
  let elapsed = 0;
  let offset = start;
  let sleepers: Sleeper[] = [];

  async function settle(): Promise<void> {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  }

  return {
    now: () => offset + elapsed,
    sleep(milliseconds, wake) {
      return new Promise((resolve) => {
        if (wake?.aborted) return resolve();
        const onWake = () => {
          sleepers = sleepers.filter((one) => one !== sleeper);
          resolve();
        };
        const sleeper = {
          at: elapsed + milliseconds,
          done() {
            wake?.removeEventListener('abort', onWake);
            resolve();
          },
        };
        wake?.addEventListener('abort', onWake, { once: true });
        sleepers.push(sleeper);
      });
    },
    async pass(milliseconds) {
      const end = elapsed + milliseconds;
      await settle();
      for (;;) {
        const next = sleepers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        elapsed = Math.max(elapsed, next.at);
        sleepers = sleepers.filter((one) => one !== next);
        next.done();
        await settle();
      }
      elapsed = end;
    },
    jump(milliseconds) {
      offset += milliseconds;
    },
  };
}
