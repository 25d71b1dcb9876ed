#!/usr/bin/env node
/** Arguments in, exit code out. Nothing is loaded before the signals are heard: on a small box that takes seconds. */
const FAILED = 1;
const STOP_MILLISECONDS = 4800;

/**
 * The first SIGTERM, SIGINT or SIGHUP stops everything in order; a second one, or too long a stop, ends the process. But no
 * SIGHUP does that: of a terminal that goes away both the shell and the system send one.
 */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals) => {
    if (controller.signal.aborted && name === 'SIGHUP') return;
    if (controller.signal.aborted) process.exit(FAILED);
    controller.abort();
    setTimeout(() => process.exit(FAILED), STOP_MILLISECONDS).unref();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  process.on('SIGHUP', onSignal);
  return controller.signal;
}

const signal = stopSignal();
const { main } = await import('./cli/program.js');
// Whatever is left open by then must not hold the end up; what was said has been taken.
process.exit(await main(process.argv, signal));
