import { type Sink, type SinkResult, TAKEN } from '../sinks/sink.js';
import type { BridgeOptions } from './parts.js';

/** Whether there is a page; a single round has none. */
export function hasPage({ config, once }: Pick<BridgeOptions, 'config' | 'once'>): boolean {
  return config.page.enabled && !once;
}

/** Keeps nothing: the page reads what it shows where that is known, and only has to hear that there is something. */
export function createPageSink(tell: () => void): Sink {
  const take = async (): Promise<SinkResult> => {
    tell();
    return TAKEN;
  };
  return {
    name: 'page',
    ...{ readings: take, event: take, person: take, forget: take },
    health: () => ({ kind: 'well' }),
  };
}
