const FIRST_MILLISECONDS = 1000;
const LAST_MILLISECONDS = 30_000;

/**
 * Milliseconds before the next try to connect, after so many failures in a row: a second, twice as long each time, half a
 * minute at most, and up to a quarter more, so that many clients of one broker do not come back at the same instant.
 */
export function createRetryDelay(random: () => number): (failures: number) => number {
  return (failures) =>
    Math.min(LAST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** Math.max(0, failures - 1)) * (1 + random() / 4);
}
