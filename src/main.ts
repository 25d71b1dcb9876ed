#!/usr/bin/env node
/** Arguments in, exit code out. Nothing is loaded before the signals are heard: on a small box that takes seconds. */
const FAILED = 1;
const STOP_MILLISECONDS = 4800;

/** The first SIGTERM or SIGINT stops everything in order; a second one, or too long a stop, ends the process. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(FAILED);
    controller.abort();
    setTimeout(() => process.exit(FAILED), STOP_MILLISECONDS).unref();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return controller.signal;
}

const signal = stopSignal();
const { main } = await import('./cli/program.js');
// Whatever is left open by then must not hold the end up; what was said has been taken.
process.exit(await main(process.argv, signal));
