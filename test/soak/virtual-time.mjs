// Loaded into the built program by the soak tests: it then lives on a clock that the test moves. Timers fire when the
// test says that it is so late; sockets, files and signals are the real ones. The program itself knows nothing of it.
import { readdirSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { performance } from 'node:perf_hooks';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { createTraffic, turn } from './traffic.mjs';

const LONGEST_TIMER = 2 ** 31 - 1;
const RealDate = Date;
const real = { clearTimeout, clearInterval };
const traffic = createTraffic();
const waiting = new Map();
let nextId = 1;
/** Milliseconds: of a clock that only runs, and of the one that people set. */
let { uptime, wall } = JSON.parse(process.env.SOAK_TIME);

class VirtualTimer {
  constructor(callback, milliseconds, args, repeats) {
    const span = Number(milliseconds);
    Object.assign(this, { id: nextId++, callback, args, repeats });
    // As Node does: what is no sensible time is a millisecond.
    this.span = span >= 1 && span <= LONGEST_TIMER ? Math.trunc(span) : 1;
    this.refresh();
  }
  refresh() {
    this.due = uptime + this.span;
    waiting.set(this.id, this);
    return this;
  }
  ref() {
    return this;
  }
  unref() {
    return this;
  }
  hasRef() {
    return true;
  }
  close() {
    waiting.delete(this.id);
    return this;
  }
  [Symbol.toPrimitive]() {
    return this.id;
  }
}

function clear(timer, otherwise) {
  if (timer instanceof VirtualTimer) timer.close();
  else if (waiting.has(timer)) waiting.delete(timer);
  else otherwise(timer);
}

function pause(milliseconds, value, { signal } = {}) {
  return new Promise((resolve, reject) => {
    const aborted = () =>
      Object.assign(new Error('The operation was aborted', { cause: signal.reason }), {
        name: 'AbortError',
        code: 'ABORT_ERR',
      });
    if (signal?.aborted) return reject(aborted());
    const onAbort = () => {
      timer.close();
      reject(aborted());
    };
    const done = () => {
      signal?.removeEventListener('abort', onAbort);
      resolve(value);
    };
    const timer = new VirtualTimer(done, milliseconds, [], false);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function replaceTimers() {
  const replaced = {
    setTimeout: Object.assign(
      (callback, milliseconds, ...args) => new VirtualTimer(callback, milliseconds, args, false),
      {
        [promisify.custom]: pause,
      },
    ),
    setInterval: (callback, milliseconds, ...args) => new VirtualTimer(callback, milliseconds, args, true),
    clearTimeout: (timer) => clear(timer, real.clearTimeout),
    clearInterval: (timer) => clear(timer, real.clearInterval),
  };
  // Not those of node:timers: Node's own HTTP server looks after its connections with them, in real time.
  Object.assign(globalThis, replaced);
  timersPromises.setTimeout = pause;
  syncBuiltinESMExports();
}

function replaceClocks() {
  globalThis.Date = class VirtualDate extends RealDate {
    constructor(...args) {
      if (args.length === 0) super(wall);
      else super(...args);
    }
    static now() {
      // As Node's: whole milliseconds.
      return Math.floor(wall);
    }
  };
  Object.defineProperty(performance, 'now', { value: () => uptime });
}

/** The same numbers for the same seed (mulberry32). */
function replaceRandom(seed) {
  let state = seed | 0;
  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function earliest() {
  let first;
  for (const timer of waiting.values()) {
    if (!first || timer.due < first.due || (timer.due === first.due && timer.id < first.id)) first = timer;
  }
  return first;
}

async function fireWhatIsDue() {
  for (let timer = earliest(); timer && timer.due <= uptime; timer = earliest()) {
    timer.close();
    if (timer.repeats) timer.refresh();
    try {
      timer.callback(...timer.args);
    } catch (error) {
      process.nextTick(() => {
        throw error;
      });
    }
    await turn();
  }
}

/** What a garbage collection leaves, and what is open. */
async function measure() {
  for (let time = 0; time < 3; time++) {
    globalThis.gc();
    await turn();
  }
  const open = {};
  for (const kind of process.getActiveResourcesInfo()) open[kind] = (open[kind] ?? 0) + 1;
  const files = readdirSync('/proc/self/fd').length;
  return { heap: process.memoryUsage().heapUsed, open, files, timers: waiting.size };
}

process.on('message', async (message) => {
  if (message.measure) {
    process.send({ measured: await measure() });
    return;
  }
  if (message.time) {
    ({ uptime, wall } = message.time);
    await fireWhatIsDue();
  }
  await traffic.settled();
  const open = message.look && traffic.open();
  process.send({ idle: { traffic: traffic.count(), next: earliest()?.due ?? null, open } });
});
replaceTimers();
replaceClocks();
replaceRandom(Number(process.env.SOAK_RANDOM));
