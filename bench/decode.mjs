// Parse, decode and latest of 2,000 measure groups, in pages of 200 as the cloud sends them, beside JSON.parse alone.
import { createMeasureDecoder } from '../dist/metrics/decode/measures.js';
import { latestOf } from '../dist/metrics/latest.js';
import { sampleGroups } from './groups.mjs';
import { compare, time } from './statistics.mjs';

const GROUPS = 2000;
const PAGE = 200;

export async function benchDecode() {
  const groups = sampleGroups(GROUPS);
  const pages = Array.from({ length: GROUPS / PAGE }, (_, page) =>
    JSON.stringify({ status: 0, body: { measuregrps: groups.slice(page * PAGE, (page + 1) * PAGE) } }),
  );
  const bytes = pages.reduce((sum, page) => sum + page.length, 0);
  const decode = createMeasureDecoder({ account: 'anna', ignoreAttributions: new Set([1, 10]) });
  const whole = () => {
    let latest = new Map();
    for (const page of pages) latest = latestOf(decode(JSON.parse(page).body.measuregrps).readings, latest);
  };
  const bare = () => {
    for (const page of pages) JSON.parse(page);
  };
  for (let warm = 0; warm < 20; warm++) {
    whole();
    bare();
  }
  const { a, b, ratio } = await compare(
    100,
    () => time(whole),
    () => time(bare),
  );
  return {
    what: `parse, decode and latest of ${GROUPS} groups (${(bytes / 1e6).toFixed(1)} MB)`,
    ours: `${a.toFixed(1)} ms`,
    beside: `JSON.parse alone: ${b.toFixed(1)} ms`,
    ratio,
    limit: 1.5,
    better: 'less',
  };
}
