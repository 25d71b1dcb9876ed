/** What only one process may do at a time, and only for a while, such as the refresh of a login. */
export interface Hold {
  /** Aborted when another process may begin. One that stood still hears of it late. */
  readonly lost: AbortSignal;
  /** By a clock that goes on meanwhile: true as soon as it is so. */
  readonly isLost: () => boolean;
}
