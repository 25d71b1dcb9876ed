// Measure groups in the shape of a real account's: weigh-ins on a Body Scan with 28 measures, and what other devices and
// other groups of a weigh-in hold, 1 to 3 measures; about 1 kB of JSON each.
import type { MeasureGroup } from '#built/demo/cloud.js';
import { demoPeople } from '#built/demo/invented-people.js';

/** `count` groups of an invented person, newest last. */
export function sampleGroups(count: number): MeasureGroup[] {
  const kinds = demoPeople(Date.UTC(2026, 0, 1))[0]!.measuregrps;
  return Array.from({ length: count }, (_, index) => {
    const group = kinds[(index * 7) % kinds.length]!;
    const date = 1_500_000_000 + index * 3600;
    return { ...group, grpid: 4_000_000_000 + index, date, created: date + 60, modified: date + 60 };
  });
}
