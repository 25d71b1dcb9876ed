import { runBridge } from '../bridge.js';
import { systemTools } from '../tools.js';
import { openContext } from './context.js';

/** `withings2mqtt run`: the bridge until it is stopped, or for one round. True if nothing failed. */
export function run(
  options: { readonly config: string; readonly once?: boolean },
  signal: AbortSignal,
): Promise<boolean> {
  const { config, log } = openContext(options.config);
  return runBridge({ config, log, tools: systemTools, signal, once: options.once ?? false });
}
