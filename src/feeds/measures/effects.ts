import { type ReadingEvent, readingEvent } from '../../metrics/event.js';
import type { Reading } from '../../metrics/reading.js';
import type { Arrival } from '../upload.js';
import type { MeasureAnswer } from './answer.js';

/** Group ids with the time at which each was made, seconds since 1970. */
export type SeenGroups = Readonly<Record<string, number>>;

/** A measure group that is new, with all its readings. */
export interface NewGroup extends Arrival {
  readonly readings: readonly Reading[];
}

/**
 * The groups that are new: not seen before, and made since. An edit of an old group is nothing new, and neither is a
 * group that an overlapping answer repeats.
 */
export function newGroups(answer: MeasureAnswer, seen: SeenGroups, since: number): NewGroup[] {
  const byGroup = new Map<string, Reading[]>();
  for (const reading of answer.readings) {
    if (reading.groupId === null || Object.hasOwn(seen, reading.groupId) || reading.createdAt < since) continue;
    const group = byGroup.get(reading.groupId);
    if (group) group.push(reading);
    else byGroup.set(reading.groupId, [reading]);
  }
  return [...byGroup.values()].map((readings) => {
    const { takenAt, createdAt } = readings[0]!;
    return { takenAt, createdAt, readings };
  });
}

/** What is told of groups, the oldest first. Their order is that of the measures, never that of the rows. */
export function groupEvents(groups: readonly NewGroup[]): ReadingEvent[] {
  return groups
    .flatMap(({ readings }) => readingEvent('measure', [...readings].sort(bySource)) ?? [])
    .sort((a, b) => a.takenAt - b.takenAt || byNumber(b.id, a.id));
}

function bySource(a: Reading, b: Reading): number {
  return byNumber(a.source, b.source);
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** More than anybody makes in the hours that count, and in years with a clock that is late; times of the future stay. */
const MOST_SEEN = 10_000;

/** What must be remembered as seen: groups that a later answer may repeat. */
export function seenAfter(before: SeenGroups, answer: MeasureAnswer, since: number): SeenGroups {
  const made = answer.readings.map(({ groupId, createdAt }): [string, number] => [groupId ?? '', createdAt]);
  const all = Object.fromEntries([...Object.entries(before), ...made].filter(([, created]) => created >= since));
  const entries = Object.entries(all);
  if (entries.length <= MOST_SEEN) return all;
  return Object.fromEntries(entries.sort(([, a], [, b]) => b - a).slice(0, MOST_SEEN));
}
