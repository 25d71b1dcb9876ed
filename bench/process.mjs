// The whole program as a process: time of `run --once`, memory of an idle bridge.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import mqtt from 'mqtt';
import { compare, time } from './statistics.mjs';
import { IMPORTS, MAIN, startWorld } from './world.mjs';

const GROUPS = 2000;
/** V8 gives memory back up to a quarter of a minute after the last work. */
const REST_MILLISECONDS = 20_000;

export async function benchOnce() {
  const world = await startWorld(GROUPS);
  try {
    const { a, b, ratio } = await compare(
      9,
      async () => {
        await world.forget();
        return time(() => run(MAIN, 'run', '--once', '-c', world.config));
      },
      () => time(() => run(IMPORTS)),
    );
    return {
      what: `run --once with a history of ${GROUPS} groups, from start to exit`,
      ours: `${a.toFixed(0)} ms`,
      beside: `a process that only imports the given packages and zod: ${b.toFixed(0)} ms`,
      ratio,
      limit: 2,
      better: 'less',
    };
  } finally {
    await world.close();
  }
}

export async function benchMemory() {
  const world = await startWorld(GROUPS);
  try {
    const { a, b, ratio } = await compare(
      3,
      async () => {
        await world.forget();
        return idleBridge(world);
      },
      () => resident(spawn(process.execPath, [IMPORTS, 'stay'], { stdio: 'ignore' })),
    );
    return {
      what: `resident memory of an idle bridge after a first sync of ${GROUPS} groups`,
      ours: `${a.toFixed(0)} MB`,
      beside: `a process that only imports the given packages and zod: ${b.toFixed(0)} MB`,
      ratio,
      limit: 1.4,
      better: 'less',
    };
  } finally {
    await world.close();
  }
}

async function idleBridge(world) {
  const seen = await mqtt.connectAsync(world.brokerUrl, { protocolVersion: 4 });
  await seen.publishAsync('withings/bridge/info', '', { retain: true });
  const synced = new Promise((resolve) => {
    seen.on('message', (_, payload) => payload.includes('"next_sync":"') && resolve());
  });
  await seen.subscribeAsync('withings/bridge/info');
  const child = spawn(process.execPath, [MAIN, 'run', '-c', world.config], { stdio: 'ignore' });
  await synced;
  await seen.endAsync();
  return resident(child);
}

/** Megabytes that a process holds once it has come to rest; it is ended then. */
async function resident(child) {
  await pause(REST_MILLISECONDS);
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  await ended;
  return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024;
}

function run(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${args.join(' ')}: ${code}\n${errors}`)),
    );
  });
}
