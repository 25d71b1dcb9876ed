// Loaded into the built program by tests: the pauses that Withings wants between two calls of notify, of 5 s and of
// 1 s, become short, and so do the waits before and while the history is written. The program itself knows nothing of it.
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const { setTimeout: pause } = timers;
const LONG = [5000, 1000, 15_000, 601_000];

timers.setTimeout = (milliseconds, ...rest) => pause(LONG.includes(milliseconds) ? 5 : milliseconds, ...rest);
syncBuiltinESMExports();
