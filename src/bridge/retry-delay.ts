const FIRST_MILLISECONDS = 60_000;
const LAST_MILLISECONDS = 3_600_000;

/** How long to leave something alone that has failed so many times in a row: twice as long each time, up to an hour. */
export function retryDelay(failures: number): number {
  return Math.min(LAST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** (failures - 1));
}
