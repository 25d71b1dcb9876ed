// Loaded into the built program by tests: what it waits for when Withings fails becomes short. An attempt has 2 s in
// place of 30, a repetition comes after some milliseconds, a wait for the rate limit takes 0.2 s in place of a minute.
// Polling stays as it is, so that tests alone say when a round is. The program itself knows nothing of it.
import { register, syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const ATTEMPT = 30_000;
const LONGEST = 500_000;
const TIMES = 300;
const short = (milliseconds) => (milliseconds >= 1000 && milliseconds < LONGEST ? milliseconds / TIMES : milliseconds);

// What Withings tells a feed to wait for is noted by the time of day, which goes on as it does: it must be over before
// the shortened wait is.
const hooks = `const changes = {
  '/dist/scheduler/schedule.js': ['outcome.seconds * 1000', 'outcome.seconds / 100'],
  // To unpack more takes longer than an attempt may, on a machine that is busy with other things.
  '/dist/withings/transport.js': ['MAX_BODY_BYTES = 8 * 1024 * 1024', 'MAX_BODY_BYTES = 1024 * 1024'],
  // What the broker is to acknowledge is no wait for Withings: the rest of its 30 s must not become 0.1 s.
  '/dist/mqtt/acknowledgements.js': ['ANSWER_MILLISECONDS = 30_000', 'ANSWER_MILLISECONDS = 600_000'],
};
export async function load(url, context, next) {
  const loaded = await next(url, context);
  const file = Object.keys(changes).find((end) => url.endsWith(end));
  if (!file) return loaded;
  const source = String(loaded.source).replace(...changes[file]);
  if (source === String(loaded.source)) throw new Error(file + ' has changed: quick-waits.mjs does nothing');
  return { ...loaded, source };
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

// The clock of the rate limit.
const now = performance.now.bind(performance);
performance.now = () => now() * TIMES;

const { setTimeout: pause } = timers;
// What the broker gets is no wait for Withings.
const BROKER = 30_000;
timers.setTimeout = (milliseconds, ...rest) => pause(milliseconds === BROKER ? BROKER : short(milliseconds), ...rest);
syncBuiltinESMExports();

const { setTimeout: later } = globalThis;
globalThis.setTimeout = (callback, milliseconds, ...rest) =>
  later(callback, milliseconds === ATTEMPT ? 2000 : milliseconds <= 3000 ? short(milliseconds) : milliseconds, ...rest);
