/** What only one process may do at a time, and only for a while, such as the refresh of a login. */
export interface Hold {
  /** Aborted when another process may begin. One that stood still hears of it late. */
  readonly lost?: AbortSignal;
  /** Whether another process may have begun by now. */
  readonly isLost: () => boolean;
}
