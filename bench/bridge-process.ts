// A bridge without Withings' limits, which are Withings' time and not ours: `node bridge-process.js CONFIG once`, or
// with the milliseconds between two polls in place of `once`, until SIGTERM; with neither, polls as configured. At its
// end it prints a line of JSON.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { runBridge } from '#built/bridge/run-bridge.js';
import { loadConfig } from '#built/config/index.js';
import { createLog } from '#built/log.js';
import { systemTools } from '#built/tools.js';

/** What this prints. */
export interface BridgeResult {
  /** Milliseconds in which nothing else was answered, at most. */
  readonly longestBlock: number;
}

const [file = '', pace = ''] = process.argv.slice(2);
const config = loadConfig(file, {});
const once = pace === 'once';
const pollInterval = once || pace === '' ? config.withings.pollInterval : Number(pace);
const log = createLog({ level: 'warn', format: 'text' });
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
const well = await runBridge({
  ...{ config: { ...config, withings: { ...config.withings, pollInterval } }, log, tools: systemTools, once },
  ...{ signal: stop.signal, callsPerMinute: Number.POSITIVE_INFINITY, identicalCallSeconds: 0 },
});
process.stdout.write(JSON.stringify({ longestBlock: delays.max / 1e6 } satisfies BridgeResult));
process.exitCode = well ? 0 : 1;
