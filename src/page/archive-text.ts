import { anyMetric } from '../metrics/catalogue/index.js';
import type { TimeSpan } from '../store/series.js';
import { type ArchiveFormat, archiveRow } from './archive-format.js';
import type { PersonArchive } from './person-archive.js';

/** What of an archive is wanted, and how. */
export interface ArchiveExtract {
  /** By their keys; undefined for all there are. */
  readonly metrics: readonly string[] | undefined;
  readonly span: TimeSpan;
  readonly format: ArchiveFormat;
}

/**
 * An archive as a text, piece by piece: by metric, each oldest first, in the account's units and zone. A metric that no
 * catalogue has is left out.
 */
export async function* archiveText(
  archive: PersonArchive,
  { metrics, span, format }: ArchiveExtract,
  signal: AbortSignal,
): AsyncGenerator<string> {
  yield format.head;
  let isFirst = true;
  for (const key of metrics ?? (await archive.metrics())) {
    const metric = anyMetric(key);
    if (!metric) continue;
    for await (const page of archive.readings(key, span, signal)) {
      const rows = page.map((reading) => archiveRow(reading, metric, archive.shown));
      yield format.rows(rows, isFirst);
      isFirst = false;
    }
  }
  yield format.end;
}
