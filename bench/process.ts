// The whole program as a process: time of `run --once`, memory of an idle bridge.
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import mqtt from 'mqtt';
import { beside, type Child, startChild } from './child.js';
import type { Figure } from './figure.js';
import type { Sizes } from './sizes.js';
import { compare, time } from './statistics.js';
import { MAIN, personWith, startWorld, type World, wholePerson } from './world.js';

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
        return resident(await idleBridge(world), rest);
      },
      () => resident(startChild(IMPORTS, ['stay']), rest),
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

/** A bridge whose first round is over. */
async function idleBridge({ brokerUrl, config }: World): Promise<Child> {
  const seen = await mqtt.connectAsync(brokerUrl, { protocolVersion: 4 });
  await seen.publishAsync('withings/bridge/info', '', { retain: true });
  const synced = new Promise<void>((resolve) => {
    seen.on('message', (_, payload) => payload.includes('"next_sync":"') && resolve());
  });
  await seen.subscribeAsync('withings/bridge/info');
  const child = startChild(MAIN, ['run', '-c', config]);
  try {
    await child.whileAlive(synced);
  } finally {
    await seen.endAsync();
  }
  return child;
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
