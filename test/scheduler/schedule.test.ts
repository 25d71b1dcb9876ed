import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterFetch,
  type FetchOutcome,
  firstSchedule,
  isDue,
  type Schedule,
  wanted,
} from '../../src/scheduler/schedule.js';

const NOW = 1_790_000_000_000;
const MINUTE = 60_000;
/** In the middle: no jitter. */
const rhythm = (interval: number, jitter = 0.5) => ({ interval, jitter });
const at = (now: number) => ({ started: now, ended: now });
const FAILED: FetchOutcome = { kind: 'failed', passing: true };

/** The waits between fetches that all end alike, in seconds. */
function waits(outcome: FetchOutcome, count: number, interval: number, start = firstSchedule(NOW)): number[] {
  let schedule = start;
  let now = NOW;
  return Array.from({ length: count }, () => {
    schedule = afterFetch(schedule, outcome, at(now), rhythm(interval));
    const wait = (schedule.next - now) / 1000;
    now = schedule.next;
    return wait;
  });
}

describe('the next time of a feed', () => {
  it('is now at the start', () => {
    expect(firstSchedule(NOW).next).toBe(NOW);
  });
  it('is what Withings told an earlier run to wait for', () => {
    expect(firstSchedule(NOW, { notBefore: NOW + MINUTE }).next).toBe(NOW + MINUTE);
    expect(firstSchedule(NOW, { notBefore: NOW - MINUTE }).next).toBe(NOW);
    expect(firstSchedule(NOW, { notBefore: NOW + 3 * 60 * MINUTE }).next).toBe(NOW);
  });
  it('is an interval later after a success, a little earlier or later', () => {
    const after = (random: number) =>
      afterFetch(firstSchedule(NOW), { kind: 'ok' }, at(NOW), rhythm(10 * MINUTE, random)).next - NOW;
    expect(after(0.5)).toBe(10 * MINUTE);
    expect(after(0)).toBe(9.5 * MINUTE);
    expect(after(1)).toBe(10.5 * MINUTE);
  });
  it('comes at growing distances as long as there has been no success', () => {
    expect(waits(FAILED, 8, 10 * MINUTE)).toEqual([15, 30, 60, 120, 240, 480, 600, 600]);
    expect(waits(FAILED, 3, 6 * 60 * MINUTE)).toEqual([15, 30, 60]);
  });
  it('is an interval later when it fails after a success', () => {
    const well: Schedule = { next: NOW, failures: 0, succeeded: true };
    expect(waits(FAILED, 2, 10 * MINUTE, well)).toEqual([600, 600]);
  });
  it('comes at growing distances, and each quarter of an hour, while somebody wants it', () => {
    const well: Schedule = { next: NOW + 24 * 60 * MINUTE, failures: 0, succeeded: true };
    const told = wanted(well, NOW);
    expect(waits(FAILED, 8, 24 * 60 * MINUTE, told)).toEqual([15, 30, 60, 120, 240, 480, 900, 900]);
    expect(waits(FAILED, 7, 10 * MINUTE, told)).toEqual([15, 30, 60, 120, 240, 480, 600]);
    expect(waits({ kind: 'failed', passing: false }, 2, 10 * MINUTE, told)).toEqual([600, 600]);
  });
  it('is an interval later again when what somebody wanted has come in', () => {
    const told = wanted({ next: NOW + 60 * MINUTE, failures: 0, succeeded: true }, NOW);
    const come = afterFetch(told, { kind: 'ok' }, at(NOW), rhythm(60 * MINUTE));
    expect(waits(FAILED, 2, 60 * MINUTE, come)).toEqual([3600, 3600]);
  });
  it('is an interval later where a quick try is of no use', () => {
    expect(waits({ kind: 'failed', passing: false }, 2, 10 * MINUTE)).toEqual([600, 600]);
  });
  it('counts from the start of a fetch, but leaves ten seconds behind one that took long', () => {
    const after = (took: number) =>
      afterFetch(firstSchedule(NOW), { kind: 'ok' }, { started: NOW, ended: NOW + took }, rhythm(MINUTE));
    expect(after(20_000).next).toBe(NOW + MINUTE);
    expect(after(5 * MINUTE).next).toBe(NOW + 5 * MINUTE + 10_000);
  });
  it('is an hour later when a person must change something', () => {
    expect(waits({ kind: 'refused' }, 2, 10 * MINUTE)).toEqual([3600, 3600]);
    expect(waits({ kind: 'refused' }, 1, 24 * 60 * MINUTE)).toEqual([86_400]);
  });
  it('is what Withings says, and nothing brings it forward', () => {
    const schedule = afterFetch(firstSchedule(NOW), { kind: 'wait', seconds: 188 }, at(NOW), rhythm(MINUTE, 0));
    expect(schedule.next).toBe(NOW + 188_000);
    expect(wanted(schedule, NOW + 1000).next).toBe(NOW + 188_000);
  });
  it('is what Withings says for a day, too, also after a restart', () => {
    const day = 24 * 60 * MINUTE;
    const before = firstSchedule(NOW);
    const schedule = afterFetch(before, { kind: 'wait', seconds: 86_400 }, at(NOW), rhythm(MINUTE, 1));
    expect(isDue(schedule, NOW + 3 * 60 * MINUTE, MINUTE)).toBe(false);
    expect(wanted(schedule, NOW + 1000).next).toBe(NOW + 1.1 * day);
    expect(firstSchedule(NOW + 1000, schedule).next).toBe(NOW + 1.1 * day);
    expect(afterFetch(schedule, { kind: 'ok' }, at(NOW + 2 * day), rhythm(MINUTE))).not.toHaveProperty('wait');
  });
  it('is now where what Withings said is much further away than it was: the clock was set back', () => {
    const schedule = afterFetch(
      firstSchedule(NOW),
      { kind: 'wait', seconds: 61 },
      at(NOW),
      rhythm(24 * 60 * MINUTE, 0),
    );
    expect(wanted(schedule, NOW - 180 * MINUTE).next).toBe(NOW - 180 * MINUTE);
    expect(firstSchedule(NOW - 180 * MINUTE, schedule).next).toBe(NOW - 180 * MINUTE);
    // As a box does that starts before its clock is right.
    expect(firstSchedule(NOW - 30 * MINUTE, schedule).next).toBe(NOW + 61_000);
  });
  it('is never later because somebody wants it', () => {
    const schedule: Schedule = { next: NOW + MINUTE, failures: 0, succeeded: true };
    expect(wanted(schedule, NOW).next).toBe(NOW);
    expect(wanted(schedule, NOW + 2 * MINUTE).next).toBe(NOW + MINUTE);
  });
  it('comes at growing distances also where it was to come just then, and whatever had failed before', () => {
    const due = wanted({ next: NOW, failures: 6, succeeded: true }, NOW);
    expect(waits(FAILED, 3, 10 * MINUTE, due)).toEqual([15, 30, 60]);
    const again = afterFetch(due, FAILED, at(NOW), rhythm(10 * MINUTE));
    expect(wanted(again, again.next)).toBe(again);
  });
  it('is due where its next time is further away than a poll, and nothing else says when it is fetched', () => {
    const regular = { next: NOW + 60 * MINUTE, failures: 0, succeeded: true };

    expect(isDue(regular, NOW, 10 * MINUTE)).toBe(true);
    expect(isDue(regular, NOW, 60 * MINUTE)).toBe(false);
    expect(isDue({ ...regular, failures: 1 }, NOW, 10 * MINUTE)).toBe(false);
  });

  it('is now when the clock was set back since', () => {
    const schedule: Schedule = { next: NOW + 365 * 86_400_000, failures: 0, succeeded: true };
    expect(isDue(schedule, NOW, 10 * MINUTE)).toBe(true);
    expect(isDue({ ...schedule, next: NOW + 10 * MINUTE }, NOW, 10 * MINUTE)).toBe(false);
    const waiting = (next: number): Schedule => ({ ...schedule, next, notBefore: next });
    expect(isDue(waiting(NOW + 86_400_000), NOW, 10 * MINUTE)).toBe(true);
    expect(isDue(waiting(NOW + 65 * MINUTE), NOW, 10 * MINUTE)).toBe(false);
    expect(wanted(waiting(NOW + 86_400_000), NOW).next).toBe(NOW);
  });

  it('never comes before what Withings said, and never further away than an interval allows', () => {
    const outcome = fc.oneof(
      fc.constant<FetchOutcome>({ kind: 'ok' }),
      fc.constant<FetchOutcome>(FAILED),
      fc.constant<FetchOutcome>({ kind: 'refused' }),
      fc.integer({ min: 1, max: 86_400 }).map((seconds): FetchOutcome => ({ kind: 'wait', seconds })),
    );
    const step = fc.record({ outcome, random: fc.double({ min: 0, max: 1, noNaN: true }), asked: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 30 }),
        fc.integer({ min: MINUTE, max: 24 * 60 * MINUTE }),
        (steps, interval) => {
          let schedule = firstSchedule(NOW);
          let now = NOW;
          for (const { outcome: how, random, asked } of steps) {
            schedule = afterFetch(schedule, how, at(now), rhythm(interval, random));
            if (asked) schedule = wanted(schedule, now);
            expect(schedule.next).toBeGreaterThanOrEqual(now);
            if (how.kind === 'wait') expect(schedule.next).toBeGreaterThanOrEqual(now + how.seconds * 1000);
            const wait = how.kind === 'wait' ? how.seconds * 1000 : 0;
            expect(schedule.next - now).toBeLessThanOrEqual(Math.max(interval, wait, 3_600_000) * 1.1);
            expect(isDue(schedule, schedule.next, interval)).toBe(true);
            now = schedule.next;
          }
        },
      ),
    );
  });
});
