import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { Idle, Program, Times } from './program.js';
import { createTraffic, type OpenSocket, type Traffic } from './traffic.mjs';

/** Milliseconds, for bytes to arrive; what a connection that is torn down has sent never does. */
const MOST_WAITS = 50;

/**
 * The time of a simulated world. It stands still while anything moves: a message on its way, a file that is written.
 * When everything rests it leaps to what comes next, be it a timer of the program or something that was planned here.
 */
export interface Time {
  /** Milliseconds since 1970, the truth: what the cloud goes by. */
  now(): number;
  seconds(): number;
  /** What a program that runs now believes. */
  times(): Times;
  /** Sets the program's wall clock to the truth and so many milliseconds; it shows when time next goes on. */
  setClock(ahead: number): void;
  /** The machine sleeps: time goes on for the world, and not for the program's timers. */
  sleepMachine(milliseconds: number): void;
  /** Plans something; `at` in milliseconds since 1970. */
  at(at: number, action: () => void | Promise<void>): void;
  /** Lives until then. */
  until(at: number): Promise<void>;
  pass(milliseconds: number): Promise<void>;
  /** The program that lives in this time; undefined for none. */
  follow(program: Program | undefined): void;
  readonly traffic: Traffic;
}

interface Planned {
  readonly at: number;
  readonly action: () => void | Promise<void>;
}

export function createTime(start: number): Time {
  const traffic = createTraffic();
  onTestFinished(traffic.stop);
  let agenda: Planned[] = [];
  let uptime = 0;
  let now = start;
  let ahead = 0;
  let program: Program | undefined;
  let idle: Idle | undefined;

  const times = () => ({ uptime, wall: now + ahead });

  /** Until nothing moves on either side, nor between them. `before` is what had moved here and there. */
  async function rest(before: readonly [number, number]): Promise<void> {
    let [here, there] = before;
    await traffic.settled();
    if (!program || (traffic.count() === here && idle?.traffic === there)) return;
    for (let waits = 0; waits < MOST_WAITS; ) {
      [here, there] = [traffic.count(), idle?.traffic ?? -1];
      idle = await program.look();
      if (idle === undefined) return;
      await traffic.settled();
      if (traffic.count() !== here || idle.traffic !== there) continue;
      if (!isUnderWay(traffic.open(), idle.open ?? [])) return;
      waits += 1;
      await pause(1);
    }
  }

  async function step(limit: number): Promise<void> {
    if (program && !idle) await rest([-1, -1]);
    const next = typeof idle?.next === 'number' ? now + Math.max(0, idle.next - uptime) : Number.POSITIVE_INFINITY;
    const target = Math.max(now, Math.min(next, agenda[0]?.at ?? Number.POSITIVE_INFINITY, limit));
    uptime += target - now;
    now = target;
    const before = [traffic.count(), idle?.traffic ?? -1] as const;
    for (let planned = agenda[0]; planned && planned.at <= now; planned = agenda[0]) {
      agenda.shift();
      await planned.action();
    }
    idle = await program?.go(times());
    await rest(before);
  }

  async function until(at: number): Promise<void> {
    while (now < at) await step(at);
  }

  return {
    now: () => now,
    seconds: () => Math.floor(now / 1000),
    times,
    setClock(next) {
      ahead = next;
    },
    sleepMachine(milliseconds) {
      now += milliseconds;
    },
    at(at, action) {
      const after = agenda.findIndex((planned) => planned.at > at);
      const index = after < 0 ? agenda.length : after;
      agenda = [...agenda.slice(0, index), { at, action }, ...agenda.slice(index)];
    },
    until,
    pass: (milliseconds) => until(now + milliseconds),
    follow(next) {
      program = next;
      idle = undefined;
    },
    traffic,
  };
}

/** True while bytes that one side has sent have not reached the other: a busy system takes its time. */
function isUnderWay(mine: readonly OpenSocket[], theirs: readonly OpenSocket[]): boolean {
  const ends = new Map(mine.map(([here, there, ...bytes]) => [`${there} ${here}`, bytes]));
  return theirs.some(([here, there, read, written]) => {
    const end = ends.get(`${here} ${there}`);
    return end !== undefined && (end[0] !== written || end[1] !== read);
  });
}
