/** One job for each person; see `src/store/postgres/cluster/queue.ts` for the queue behind it. */
export interface Queue {
  /**
   * Wants a person's job at a time, milliseconds since 1970, or before, since somebody waits for it: it goes before those
   * that are only due. One that is under way is followed by another.
   */
  want(userId: string, at: number): Promise<void>;
  /** The same for everybody who has a login, spread over so many milliseconds. */
  wantAll(spreadMilliseconds: number): Promise<void>;
  /**
   * The same for those who were last shown in another way than this one (`ShownAs`), and for whoever has no job at all, as
   * where a process died between a new login and its job.
   */
  wantBehind(shownAs: string, spreadMilliseconds: number): Promise<void>;
  /** Works until the signal is aborted and what is under way has ended; of a person one at a time, over all bridges. */
  work(options: QueueWork): Promise<void>;
  size(): Promise<QueueSize>;
}

export interface QueueWork {
  readonly bridge: string;
  /** Jobs at a time. */
  readonly atOnce: number;
  /** @returns when the person's next job is due, milliseconds since 1970; undefined: not before something wants it */
  readonly job: (userId: string) => Promise<number | undefined>;
  /** Asked before each look for a job; default: always. */
  readonly mayTake?: (() => boolean) | undefined;
  readonly onTrouble: (error: unknown) => void;
  readonly signal: AbortSignal;
}

export interface QueueSize {
  readonly waiting: number;
  readonly due: number;
  readonly underWay: number;
  /** For how long the oldest one that is due has been so. */
  readonly lateMilliseconds: number;
}

/** The calls that Withings allows a client id, over all bridges: one row, of which each call takes a place in time. */
export interface SharedBudget {
  /**
   * @param most how far ahead the place may lie: what is urgent takes any, the rest only what is near
   * @returns milliseconds until the place; undefined when there is none so near
   */
  take(clientId: string, callsPerMinute: number, most: number): Promise<number | undefined>;
  /** Withings wants fewer calls: nobody makes one for so long. */
  rest(clientId: string, milliseconds: number): Promise<void>;
  /** Calls that could begin within the next minute. */
  left(clientId: string, callsPerMinute: number): Promise<number>;
}
