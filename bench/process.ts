// The whole program as a process: time of `run --once`, memory of an idle bridge.
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { beside, type Child, startChild } from './child.js';
import type { Figure } from './figure.js';
import { programAfterFirstSync, programAfterPast } from './idle-bridge.js';
import { imageOptions } from './image-options.js';
import type { Sizes } from './sizes.js';
import { compare, time } from './statistics.js';
import { MAIN, personWith, startWorld, wholePerson } from './world.js';

const IMPORTS = beside('imports.js');
const BESIDE = 'a process that only imports the packages it uses';

export async function benchOnce({ groups, once: { rounds } }: Sizes): Promise<Figure[]> {
  const world = await startWorld(personWith(1, 'anna', groups));
  try {
    const { a, b, ratio } = await compare(
      rounds,
      async () => {
        await world.forget();
        return time(() => startChild(MAIN, ['run', '--once', '-c', world.config]).output());
      },
      () => time(() => startChild(IMPORTS).output()),
    );
    return [
      {
        what: `run --once with a history of ${groups} groups, from start to exit`,
        ours: `${a.toFixed(0)} ms`,
        beside: `${BESIDE}: ${b.toFixed(0)} ms`,
        ratio,
        limit: 2,
        better: 'less',
        reason: 'unlike in 0.1.0, every reading goes into the archive, each page durable on the disk before the next.',
      },
    ];
  } finally {
    await world.close();
  }
}

export async function benchMemory({ years, memory: { rounds, rest } }: Sizes): Promise<Figure[]> {
  const world = await startWorld(wholePerson(years));
  try {
    const { a, b, ratio } = await compare(
      rounds,
      async () => {
        await world.forget();
        return resident(await programAfterFirstSync(world), rest);
      },
      () => resident(startChild(IMPORTS, ['stay'], { node: imageOptions() }), rest),
    );
    return [
      {
        what: `resident memory of an idle bridge after a first sync of ${years} years`,
        ours: `${a.toFixed(0)} MB`,
        beside: `${BESIDE}: ${b.toFixed(0)} MB`,
        ratio,
        limit: 1.5,
        better: 'less',
      },
    ];
  } finally {
    await world.close();
  }
}

/** Whether the reading of the past leaves anything behind. */
export async function benchArchiveMemory({ years, memory: { rounds, rest } }: Sizes): Promise<Figure[]> {
  const world = await startWorld(wholePerson(years));
  try {
    const { a, b, ratio } = await compare(
      rounds,
      async () => {
        await world.forget();
        return resident(await programAfterPast(world), rest);
      },
      async () => {
        await world.forget();
        return resident(await programAfterFirstSync(world), rest);
      },
    );
    return [
      {
        what: `resident memory of an idle bridge that has read the past of ${years} years`,
        ours: `${a.toFixed(0)} MB`,
        beside: `one with a first sync alone: ${b.toFixed(0)} MB`,
        ratio,
        limit: 1.1,
        better: 'less',
      },
    ];
  } finally {
    await world.close();
  }
}

/** Megabytes that a process holds once it has come to rest; it is ended then. */
async function resident(child: Child, rest: number): Promise<number> {
  await child.whileAlive(pause(rest));
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  await child.stop();
  const kilobytes = /VmRSS:\s+(\d+)/.exec(status)?.[1];
  if (kilobytes === undefined) throw new Error(`/proc/${child.pid}/status has no VmRSS`);
  return Number(kilobytes) / 1024;
}
