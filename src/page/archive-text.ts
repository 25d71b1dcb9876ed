import { anyMetric } from '../metrics/catalogue/index.js';
import type { Metric } from '../metrics/metric.js';
import type { Reading } from '../metrics/reading.js';
import type { TimeSpan } from '../store/series.js';
import type { Point } from '../withings/timed.js';
import { type ArchiveFormat, archiveRow } from './archive-format.js';
import { computedSeries } from './computed-series.js';
import type { PersonArchive } from './person-archive.js';

/** What of an archive is wanted, and how. */
export interface ArchiveExtract {
  /** By their keys; undefined for all there are. */
  readonly metrics: readonly string[] | undefined;
  readonly span: TimeSpan;
  readonly format: ArchiveFormat;
}

/**
 * An archive as a text, piece by piece: by metric, each oldest first, in the account's units and zone. What is computed is
 * there where it is asked for by its key. A metric that no catalogue has is left out.
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
    for await (const page of readingsOf(archive, metric, span, signal)) {
      const rows = page.map((reading) => archiveRow(reading, metric, archive.shown));
      yield format.rows(rows, isFirst);
      isFirst = false;
    }
  }
  yield format.end;
}

async function* readingsOf(
  archive: PersonArchive,
  metric: Metric,
  span: TimeSpan,
  signal: AbortSignal,
): AsyncIterable<readonly Reading[]> {
  const computed = computedSeries(metric.key);
  if (!computed) yield* archive.readings(metric.key, span, signal);
  else
    for await (const page of computed(archive, span, signal)) yield page.map((point) => computedReading(metric, point));
}

/** Nobody has measured it, and no device. */
function computedReading({ key, unit, source }: Metric, [takenAt, value]: Point): Reading {
  return {
    ...{ metric: key, value, unit, takenAt, createdAt: 0, modifiedAt: 0, attribution: null },
    ...{ deviceId: null, deviceModel: null, groupId: null, source },
  };
}
