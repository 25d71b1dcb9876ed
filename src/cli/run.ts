import { setFlagsFromString } from 'node:v8';
import { runBridge } from '../bridge/run-bridge.js';
import { systemTools } from '../tools.js';
import { type ContextOptions, openContext } from './context.js';
import { UsageError } from './usage-error.js';

/** `withings2mqtt run`: the bridge until it is stopped, or for one round. True if nothing failed. */
export async function run(
  options: ContextOptions & { readonly once?: boolean },
  signal: AbortSignal,
): Promise<boolean> {
  // It rests most of its life. Without this V8 keeps what a first sync took: it gives memory back by its own rate of
  // allocation, and takes one of zero for a high one.
  setFlagsFromString('--optimize-for-size');
  const { config, log, advice, inApp: ingress } = await openContext(options, signal);
  const once = options.once ?? false;
  if (config.store !== 'sqlite') {
    if (once) throw new UsageError('run --once is for one bridge alone; several share their work all the time');
    const { runCluster } = await import('../cluster/run-cluster.js');
    return await runCluster({ config, log, tools: systemTools, signal });
  }
  return await runBridge({ config, log, advice, tools: systemTools, signal, once, ingress });
}
