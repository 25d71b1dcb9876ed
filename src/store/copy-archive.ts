import { feedOf } from '../metrics/catalogue/index.js';
import type { Reading } from '../metrics/reading.js';
import type { PersonState } from './person-state.js';
import type { Series, SeriesHead, SeriesKind } from './series.js';
import type { ArchiveChange, Extent, Store } from './store.js';

/** Readings that are in memory at once, about. */
const MOST_READINGS = 10_000;
const MOST_SERIES = 20;
const KINDS = ['night', 'day', 'ecg'] as const satisfies readonly SeriesKind[];
const EVER = Number.MAX_SAFE_INTEGER;

/** A person's readings and curves; what is there and not here goes. @returns how many there are here */
export async function copyArchive(
  userId: string,
  from: Store,
  to: Store,
  signal: AbortSignal,
): Promise<{ readonly readings: number; readonly series: number }> {
  // The state stays as it is there.
  const state = await to.states.load(userId);
  const write = async (change: ArchiveChange) => {
    signal.throwIfAborted();
    await to.states.commit(userId, state, state, [change]);
  };
  const here = await from.states.extents(userId);
  const there = await to.states.extents(userId);
  let readings = 0;
  for (const [feed, metrics] of byFeed([...new Set([...here.keys(), ...there.keys()])])) {
    for await (const part of partsOf(userId, feed, metrics, here, from)) {
      readings += part.put.length;
      await write(part);
    }
  }
  let series = 0;
  for (const kind of KINDS) series += await copySeries(userId, kind, { from, to, state, write });
  return { readings, series };
}

/** Metrics without a feed are under an empty name, which no feed has. */
function byFeed(metrics: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const feeds = new Map<string, string[]>();
  for (const metric of metrics) {
    const feed = feedOf(metric) ?? '';
    feeds.set(feed, [...(feeds.get(feed) ?? []), metric]);
  }
  return feeds;
}

/** All of a feed, a span of time after the other. Each is all there is in its span, so that what is not in it goes. */
async function* partsOf(
  userId: string,
  feed: string,
  metrics: readonly string[],
  extents: ReadonlyMap<string, Extent>,
  { states }: Store,
): AsyncGenerator<ArchiveChange> {
  for (const { from, to } of spansOf(metrics.flatMap((metric) => extents.get(metric) ?? []))) {
    const put: Reading[] = [];
    for (const metric of metrics) put.push(...(await states.readings(userId, metric, from, to)));
    yield { feed, put, window: { from, to, groups: new Set(put.map(({ groupId }) => groupId ?? '')) } };
  }
}

/** All time, in pieces that hold about as much as may be in memory. */
function spansOf(extents: readonly Extent[]): { readonly from: number; readonly to: number }[] {
  const count = extents.reduce((sum, extent) => sum + extent.count, 0);
  const first = Math.min(EVER, ...extents.map((extent) => extent.first));
  const last = Math.max(-EVER, ...extents.map((extent) => extent.last));
  const pieces = Math.max(1, Math.ceil(count / MOST_READINGS));
  const ends = Array.from({ length: pieces - 1 }, (_, index) =>
    Math.floor(first + ((last - first) * (index + 1)) / pieces),
  );
  const edges = [...new Set([-EVER, ...ends, EVER])];
  return edges.slice(1).map((to, index) => ({ from: edges[index]!, to }));
}

interface SeriesCopy {
  readonly from: Store;
  readonly to: Store;
  readonly state: PersonState;
  readonly write: (change: ArchiveChange) => Promise<void>;
}

async function copySeries(userId: string, kind: SeriesKind, { from, to, write }: SeriesCopy): Promise<number> {
  const put = (series: readonly Series[], more: object = {}) =>
    write({ feed: '', put: [], series: [{ kind, put: series, ...more }] });
  const heads = await from.series.list(userId, kind, -EVER, EVER);
  const known = new Set(heads.map(({ id }) => id));
  const there = await to.series.list(userId, kind, -EVER, EVER);
  if (there.some(({ id }) => !known.has(id))) await put([], { instead: { from: -EVER, to: EVER } });
  for (let at = 0; at < heads.length; at += MOST_SERIES) {
    await put(await whole(userId, heads.slice(at, at + MOST_SERIES), from));
  }
  return heads.length;
}

async function whole(userId: string, heads: readonly SeriesHead[], from: Store): Promise<readonly Series[]> {
  const found = [];
  for (const { kind, id } of heads) found.push(await from.series.get(userId, kind, id));
  return found.filter((series) => series !== undefined);
}
