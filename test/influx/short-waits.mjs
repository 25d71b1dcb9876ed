// Loaded into the built program by tests: what waits for a server of time series looks again after fractions of a second
// in place of seconds. The program itself knows nothing of it.
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const { setTimeout: pause } = timers;
// VictoriaMetrics shows what it has taken a second later.
const TIMES = 4;

timers.setTimeout = (milliseconds, ...rest) =>
  pause(milliseconds >= 1000 && milliseconds <= 300_000 ? milliseconds / TIMES : milliseconds, ...rest);
syncBuiltinESMExports();
