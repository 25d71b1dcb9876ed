const MEGABYTE = 1_048_576;
/** Less than a thousandth of what the answers of a full run hold, and more than what code that gets warm takes. */
const ROOM = 10 * MEGABYTE;
const FIRST_LOOK = 0.1;

/** Compares the heap at a tenth of a run with the heap at its end. */
export function createHeapWatch() {
  const seen: number[] = [];
  return {
    /** @param part of the run that is over, from 0 to 1 */
    look(part: number): void {
      if (part < (seen.length === 0 ? FIRST_LOOK : 1)) return;
      seen.push(heapAfterCollection());
    },
    grown: () => seen.length < 2 || seen.at(-1)! - seen[0]! > ROOM,
    toString: () =>
      `heap at a tenth and at the end: ${seen.map((bytes) => `${Math.round(bytes / MEGABYTE)} MB`).join(', ')}`,
  };
}

/** Bytes that are in use after everything that can be collected is. */
function heapAfterCollection(): number {
  if (!globalThis.gc) throw new Error('run with --expose-gc');
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
