/** What the queue leans on; tests hand in their own. */
export interface QueueTools {
  /** Milliseconds since 1970; only how far a time lies ahead of it goes to the database. */
  readonly clock: () => number;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** What graphile-worker has to say. */
  readonly debug?: ((message: string) => void) | undefined;
  /** How often each worker with nothing to do looks for a job; default: 1000. */
  readonly pollMilliseconds?: number;
  /** Until a bridge looks for jobs that it was given without hearing of it, as after a question that failed; default: 1000. */
  readonly lookMilliseconds?: number;
  /** Until a job that has failed comes again, at first; default: 3 s. */
  readonly pauseMilliseconds?: number;
}
