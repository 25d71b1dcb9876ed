import { PAST_FEEDS } from '../../src/feeds/index.js';
import { FIRST_DAY } from '../../src/feeds/past.js';
import { windowOf } from '../../src/feeds/past-progress.js';
import { createMeasureDecoder } from '../../src/metrics/decode/measures.js';
import type { Reading } from '../../src/metrics/reading.js';
import type { StatisticsSource } from '../../src/statistics/source.js';
import { EMPTY_PERSON } from '../../src/store/person-state.js';
import type { WithingsApiClient } from '../../src/withings/client.js';

/** What a bridge would have in its archive of somebody by now: all that the cloud has. */
export async function archiveOfCloud(client: WithingsApiClient, zone: string, to: string): Promise<StatisticsSource> {
  const decode = createMeasureDecoder({ ignoreAttributions: new Set() });
  const context = { client, decode, zone, state: { ...EMPTY_PERSON, zone } };
  const all = new Map<string, Reading[]>();
  for (const { past } of PAST_FEEDS) {
    for await (const { put } of past.read(context, windowOf(FIRST_DAY, to, zone))) {
      for (const reading of put) all.set(reading.metric, [...(all.get(reading.metric) ?? []), reading]);
    }
  }
  const sorted = [...all].map(([metric, list]) => [metric, list.sort((a, b) => a.takenAt - b.takenAt)] as const);
  const extents = sorted.map(
    ([metric, list]) => [metric, { first: list[0]!.takenAt, last: list.at(-1)!.takenAt, count: list.length }] as const,
  );
  return {
    zone,
    extents: new Map(extents),
    incomplete: new Set(),
    readings: async (metric, from, until) =>
      (all.get(metric) ?? []).filter(({ takenAt }) => takenAt >= from && takenAt < until),
  };
}
