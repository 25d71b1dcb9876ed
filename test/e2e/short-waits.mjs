// Loaded into the built program by tests: half a minute, for an answer of the broker's and for another bridge that may
// come back, becomes three seconds; a minute becomes six. The program itself knows nothing of it.
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const { setTimeout: pause } = timers;

function short(milliseconds) {
  if (milliseconds > 20_000 && milliseconds <= 30_000) return 3000;
  return milliseconds === 60_000 ? 6000 : milliseconds;
}

timers.setTimeout = (milliseconds, ...rest) => pause(short(milliseconds), ...rest);
syncBuiltinESMExports();
