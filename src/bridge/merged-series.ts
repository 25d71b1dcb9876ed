import { mergedDay, type SeriesChange, type TimeSpan } from '../store/series.js';
import type { ArchiveChange } from '../store/store.js';

interface OfFeed {
  readonly feed: string;
  readonly change: SeriesChange;
}

/** The curves of these changes; what a later one says anew once. */
export function mergedSeries(changes: readonly ArchiveChange[]): readonly ArchiveChange[] {
  let kept: OfFeed[] = [];
  for (const { feed, series = [] } of changes) {
    for (const one of series) {
      const alike = kept.filter((other) => other.feed === feed && other.change.kind === one.kind);
      const joined = alike.flatMap((other) => {
        const change = joinedDay(other.change, one);
        return change ? [{ other, change }] : [];
      })[0];
      const gone = new Set([joined?.other, ...alike.filter(({ change }) => isVoid(change, one))]);
      kept = [...kept.filter((other) => !gone.has(other)), { feed, change: joined?.change ?? one }];
    }
  }
  return kept.map(({ feed, change }) => ({ feed, put: [], series: [change] }));
}

/** Two answers about parts of a day, of which one goes on where the other one ended. */
function joinedDay(before: SeriesChange, after: SeriesChange): SeriesChange | undefined {
  const [[former], [latter]] = [before.put, after.put];
  if (!before.within || !after.within || former?.kind !== 'day' || latter?.kind !== 'day') return undefined;
  const touches = before.within.from <= after.within.to && after.within.from <= before.within.to;
  if (former.id !== latter.id || !touches) return undefined;
  const within = {
    from: Math.min(before.within.from, after.within.from),
    to: Math.max(before.within.to, after.within.to),
  };
  return { ...after, put: [mergedDay(former, latter, after.within)], within };
}

function isVoid(before: SeriesChange, after: SeriesChange): boolean {
  if (before.within || after.within) return false;
  if (before.instead) return after.instead !== undefined && covers(after.instead, before.instead);
  const ids = new Set(after.put.map(({ id }) => id));
  return before.put.every(({ id }) => ids.has(id));
}

function covers(span: TimeSpan, other: TimeSpan): boolean {
  return span.from <= other.from && span.to >= other.to;
}
