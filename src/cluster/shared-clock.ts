/** Time by the clock that all bridges share, the database's: their own may be wrong, or be set while they run. */
export interface SharedClock {
  /** Milliseconds since 1970. By the own clock until the first look. */
  readonly now: () => number;
  /** Asks what time it is. @throws what asking throws; then it goes on from the last look */
  look(ask: () => Promise<number>): Promise<void>;
}

export interface SharedClockOptions {
  /** Of this machine, milliseconds since 1970. */
  readonly own: () => number;
  /** Milliseconds on a clock that nobody sets, and that goes on while the process is stopped. */
  readonly stopwatch: () => number;
  /** The two are further apart than they should be, or no more. @param seconds that the own one is ahead */
  readonly onApart: (seconds: number, isApart: boolean) => void;
}

/** Readings are of minutes; more than this confuses whoever compares logs. */
const APART_MILLISECONDS = 60_000;

export function createSharedClock({ own, stopwatch, onApart }: SharedClockOptions): SharedClock {
  let last: { readonly time: number; readonly at: number } | undefined;
  let isApart = false;
  const now = () => (last ? Math.round(last.time + stopwatch() - last.at) : own());

  return {
    now,
    async look(ask) {
      const asked = stopwatch();
      const time = await ask();
      // It was told somewhere between the question and the answer.
      last = { time, at: (asked + stopwatch()) / 2 };
      const ahead = own() - now();
      if (Math.abs(ahead) > APART_MILLISECONDS === isApart) return;
      isApart = !isApart;
      onApart(Math.round(ahead / 1000), isApart);
    },
  };
}
