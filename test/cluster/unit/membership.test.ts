import { describe, expect, it } from 'vitest';
import { createMembership } from '../../../src/cluster/membership.js';
import { createSharedClock } from '../../../src/cluster/shared-clock.js';
import type { Bridges } from '../../../src/store/cluster.js';
import { NewerStoreError } from '../../../src/store/errors.js';
import { logLines } from '../../log-lines.js';
import { createVirtualTime } from '../../virtual-time.js';

const NODE = { id: 'a1', host: 'box', pid: 1, version: '1' };
const TIMES = { between: 3000, still: 8000, dead: 12_000 };

function createWorld() {
  const time = createVirtualTime(0);
  const stop = new AbortController();
  const { log, lines } = logLines();
  const told: boolean[] = [];
  const answers = { beat: true, leads: true, dead: 0, away: false, newer: false, beats: 0, lost: 0 };
  let buried = 0;
  let takeovers = 0;
  const away = () => {
    if (answers.away) throw new Error('no database');
  };
  const bridges: Bridges = {
    async join() {
      away();
    },
    async beat() {
      answers.beats += 1;
      if (answers.lost > 0) {
        await time.sleep(answers.lost);
        throw new Error('no answer');
      }
      away();
      if (answers.newer) throw new NewerStoreError('place', 9, 8);
      return answers.beat;
    },
    time: async () => 1_800_000_000_000 + time.now(),
    async leave() {},
    async bury() {
      return Array.from({ length: answers.dead }, () => ({ ...NODE, id: 'b2' }));
    },
    living: async () => [],
    gone: async () => [],
    async forget() {},
    lead: async () => answers.leads,
  };
  const clock = createSharedClock({ own: () => 0, stopwatch: time.now, onApart() {} });
  const membership = createMembership({
    ...{ bridges, node: NODE, log, signal: stop.signal, stopwatch: time.now, clock, times: TIMES },
    tools: { clock: time.now, random: Math.random, sleep: (milliseconds, wake) => time.sleep(milliseconds, wake) },
    onBuried() {
      buried += 1;
    },
    onLeads: (leads) => told.push(leads),
    onTakeover(count) {
      takeovers += count;
    },
  });
  return { time, stop, lines, told, answers, clock, membership, buried: () => buried, takeovers: () => takeovers };
}

describe('a bridge among others', () => {
  it('lives and leads from its first sign on', async () => {
    const { membership, told } = createWorld();
    expect(membership.lives()).toBe(false);
    await membership.join();
    expect(membership.lives()).toBe(true);
    expect(told).toEqual([true]);
  });

  it('ends when a newer version has taken the store', async () => {
    const { membership, answers, time, lines, buried } = createWorld();
    await membership.join();
    const running = membership.run();
    answers.newer = true;
    await time.pass(TIMES.between);
    await running;
    expect(buried()).toBe(1);
    expect(lines.at(-1)).toMatch(/^error place has version 9, written by a newer withings2mqtt .* this bridge ends/);
  });

  it('knows with each sign what time it is for all', async () => {
    const { membership, clock, time } = createWorld();
    expect(clock.now()).toBe(0);
    await membership.join();
    expect(clock.now()).toBe(1_800_000_000_000 + time.now());
  });

  it('is still, and leads no more, before the others can take it for dead', async () => {
    const { membership, answers, time, lines, stop } = createWorld();
    await membership.join();
    const running = membership.run();
    answers.away = true;
    await time.pass(TIMES.still + TIMES.between);
    expect(membership.lives()).toBe(false);
    expect(membership.leads()).toBe(false);
    expect(lines).toEqual(['warn no sign of life to the database: no database; without one others take over']);
    answers.away = false;
    await time.pass(TIMES.between);
    expect(membership.lives()).toBe(true);
    expect(lines[1]).toBe('info the database takes signs of life again');
    stop.abort();
    await running;
  });

  it('is still when it was stopped itself', async () => {
    const { membership, time } = createWorld();
    await membership.join();
    time.jump(TIMES.still);
    expect(membership.lives()).toBe(false);
  });

  it('ends when it was buried', async () => {
    const { membership, answers, time, buried } = createWorld();
    await membership.join();
    const running = membership.run();
    answers.beat = false;
    await time.pass(TIMES.between);
    await running;
    expect(buried()).toBe(1);
  });

  it('tells of those that it has found dead', async () => {
    const { membership, answers, time, takeovers, lines, stop } = createWorld();
    await membership.join();
    const running = membership.run();
    answers.dead = 1;
    await time.pass(TIMES.between);
    answers.dead = 0;
    expect(takeovers()).toBe(1);
    expect(lines).toEqual(['warn bridge b2 on box is gone; others do its work']);
    stop.abort();
    await running;
  });

  it('gives the next sign at once when one has waited in vain for its answer', async () => {
    const { membership, answers, time, stop } = createWorld();
    await membership.join();
    const running = membership.run();
    answers.lost = 4000;
    await time.pass(TIMES.between);
    answers.lost = 0;
    const { beats } = answers;
    await time.pass(4000);
    expect(answers.beats).toBe(beats + 1);
    expect(membership.lives()).toBe(true);
    stop.abort();
    await running;
  });
});
