import { accountMetric, deviceMetric } from '../metrics/catalogue/index.js';
import type { FetchOutcome } from '../scheduler/schedule.js';
import type { Change } from '../sinks/sink.js';
import type { Telemetry } from '../telemetry.js';

/** A fetch of a feed, and that it has to wait. */
export function countFetch(telemetry: Telemetry, account: string, feed: string, { kind }: FetchOutcome): void {
  telemetry.add('syncs', { account, feed, outcome: kind === 'refused' ? 'failed' : kind });
  if (kind === 'wait') telemetry.add('rateLimitWaits', { account, feed });
}

/** Of a person's changes, the readings that are new, by feed. */
export function countReadings(telemetry: Telemetry, account: string, changes: readonly Change[]): void {
  for (const { kind, reading, device } of changes) {
    const metric = device ? deviceMetric(reading.metric) : accountMetric(reading.metric);
    if (kind === 'new') telemetry.add('readings', { account, feed: metric?.feed });
  }
}
