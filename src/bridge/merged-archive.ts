import type { Reading } from '../metrics/reading.js';
import type { ArchiveChange } from '../store/store.js';
import { mergedSeries } from './merged-series.js';

/** What later changes of one feed say, and so nobody need write before. */
interface Later {
  readonly groups: Set<string>;
  /** Those of them that do not go where they are kept already. */
  readonly placed: Set<string>;
  /** Readings that are put once more, just so. */
  readonly told: Set<string>;
  readonly windows: { readonly from: number; readonly to: number }[];
}

/**
 * The same changes of the archive without what a later one of them makes void: what cannot be written for hours is as much
 * as what differs, and not as often as it was fetched.
 */
export function mergedArchive(changes: readonly ArchiveChange[]): readonly ArchiveChange[] {
  const laterOf = new Map<string, Later>();
  const kept: ArchiveChange[] = [];
  for (const { series: _, ...change } of [...changes].reverse()) {
    const later = laterOf.get(change.feed) ?? { groups: new Set(), placed: new Set(), told: new Set(), windows: [] };
    laterOf.set(change.feed, later);
    const rest = withoutVoid(change, later);
    if (rest.put.length > 0 || rest.window || (rest.groups?.length ?? 0) > 0) kept.push(rest);
    note(rest, later);
  }
  return [...kept.reverse(), ...mergedSeries(changes)];
}

function withoutVoid(change: ArchiveChange, later: Later): ArchiveChange {
  const { window, ...rest } = change;
  // Only what goes where the archive has it may give way to what goes there, too.
  const groups = change.inPlace ? later.groups : later.placed;
  const isVoid = (reading: Reading) =>
    groups.has(reading.groupId ?? '') || (later.told.size > 0 && later.told.has(JSON.stringify(reading)));
  const isCovered = window && later.windows.some(({ from, to }) => from <= window.from && to >= window.to);
  return {
    ...rest,
    put: change.put.filter((reading) => !isVoid(reading)),
    ...(change.groups && { groups: change.groups.filter((group) => !groups.has(group)) }),
    ...(window && !isCovered && { window }),
  };
}

function note({ put, groups, inPlace, window }: ArchiveChange, later: Later): void {
  for (const group of groups ?? []) {
    later.groups.add(group);
    if (!inPlace) later.placed.add(group);
  }
  // Of those in groups the groups say it.
  if (!groups) for (const reading of put) later.told.add(JSON.stringify(reading));
  if (window) later.windows.push(window);
}
