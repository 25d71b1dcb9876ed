import { expect, it } from 'vitest';
import { countFetch, countReadings } from '../../src/bridge/counting.js';
import type { FetchOutcome } from '../../src/scheduler/schedule.js';
import { createTelemetry } from '../../src/telemetry.js';
import { sampleReading } from '../mqtt/samples.js';

it('counts fetches and waits for each account and feed by itself', () => {
  const telemetry = createTelemetry();
  const fetches: readonly (readonly [string, FetchOutcome])[] = [
    ['measures', { kind: 'ok' }],
    ['ecgs', { kind: 'wait', seconds: 100 }],
    ['sleep', { kind: 'refused' }],
    ['sleep', { kind: 'failed', passing: true }],
  ];
  for (const account of ['anna', 'ben']) {
    for (const [feed, outcome] of fetches) countFetch(telemetry, account, feed, outcome);
  }

  expect(telemetry.samples('syncs')).toEqual(
    ['anna', 'ben'].flatMap((account) => [
      { labels: { account, feed: 'measures', outcome: 'ok' }, value: 1 },
      { labels: { account, feed: 'ecgs', outcome: 'wait' }, value: 1 },
      { labels: { account, feed: 'sleep', outcome: 'failed' }, value: 2 },
    ]),
  );
  expect(telemetry.samples('rateLimitWaits')).toEqual(
    ['anna', 'ben'].map((account) => ({ labels: { account, feed: 'ecgs' }, value: 1 })),
  );
});

it('counts readings that are new, by the feed that they come from', () => {
  const telemetry = createTelemetry();
  const device = { device: { id: 'd' }, listed: true } as never;

  countReadings(telemetry, 'anna', [
    { kind: 'new', reading: sampleReading() },
    { kind: 'again', reading: sampleReading() },
    { kind: 'known', reading: sampleReading() },
    { kind: 'new', reading: sampleReading({ metric: 'bmi' }) },
    { kind: 'new', reading: sampleReading({ metric: 'battery' }), device },
  ]);

  expect(telemetry.samples('readings')).toEqual([
    { labels: { account: 'anna', feed: 'measures' }, value: 1 },
    { labels: { account: 'anna' }, value: 1 },
    { labels: { account: 'anna', feed: 'devices' }, value: 1 },
  ]);
});
