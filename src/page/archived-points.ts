import type { Reading } from '../metrics/reading.js';
import type { TimeSpan } from '../store/series.js';
import type { Point } from '../withings/timed.js';
import type { PersonArchive } from './person-archive.js';

/** The numbers of a metric in the archive, some at a time. A time is seconds since 1970; yes and no are 1 and 0. */
export async function* archivedPoints(
  archive: PersonArchive,
  key: string,
  span: TimeSpan,
  signal: AbortSignal,
): AsyncGenerator<readonly Point[]> {
  for await (const page of archive.readings(key, span, signal)) {
    yield page.flatMap((reading) => pointOf(reading, reading.takenAt));
  }
}

/** None of a word, of no value, and of one that Withings itself does not stand by. */
export function pointOf({ value, inconclusive }: Reading, time: number): Point[] {
  return value === null || typeof value === 'string' || inconclusive ? [] : [[time, Number(value)]];
}
