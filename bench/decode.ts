// Parse, decode and latest of measure groups, in pages of 200 as the cloud sends them, beside JSON.parse alone.
import type { MeasureGroup } from '#built/demo/cloud.js';
import { createMeasureDecoder } from '#built/metrics/decode/measures.js';
import { latestOf } from '#built/metrics/latest.js';
import type { Reading } from '#built/metrics/reading.js';
import type { Figure } from './figure.js';
import { sampleGroups } from './groups.js';
import type { Sizes } from './sizes.js';
import { compare, time } from './statistics.js';

const PAGE = 200;

export async function benchDecode({ groups: count, decode: { warmUps, rounds } }: Sizes): Promise<Figure[]> {
  const pages = pagesOf(sampleGroups(count));
  const bytes = pages.reduce((sum, page) => sum + page.length, 0);
  const decode = createMeasureDecoder({ account: 'anna', ignoreAttributions: new Set([1, 10]) });
  const whole = () => {
    let latest = new Map<string, Reading>();
    for (const page of pages) latest = latestOf(decode(parse(page).body.measuregrps).readings, latest);
  };
  const bare = () => {
    for (const page of pages) JSON.parse(page);
  };
  for (let warm = 0; warm < warmUps; warm++) {
    whole();
    bare();
  }
  const { a, b, ratio } = await compare(
    rounds,
    () => time(whole),
    () => time(bare),
  );
  return [
    {
      what: `parse, decode and latest of ${count} groups (${(bytes / 1e6).toFixed(1)} MB)`,
      ours: `${a.toFixed(1)} ms`,
      beside: `JSON.parse alone: ${b.toFixed(1)} ms`,
      ratio,
      limit: 1.5,
      better: 'less',
    },
  ];
}

function pagesOf(groups: readonly MeasureGroup[]): string[] {
  return Array.from({ length: groups.length / PAGE }, (_, page) =>
    JSON.stringify({ status: 0, body: { measuregrps: groups.slice(page * PAGE, (page + 1) * PAGE) } }),
  );
}

function parse(page: string): { readonly body: { readonly measuregrps: readonly unknown[] } } {
  return JSON.parse(page);
}
