import type { Secrets } from '../secrets.js';
import type { Sink } from './sink.js';

/** A destination that does not take what it is given. */
export interface UnwellSink {
  readonly name: string;
  /** Without any secret. */
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** Those of the destinations that have a trouble of their own. */
export function unwellSinks(sinks: readonly Sink[], { blank }: Pick<Secrets, 'blank'>): UnwellSink[] {
  return sinks.flatMap(({ name, health }) => {
    const state = health();
    return state.kind === 'unwell' ? [{ name, reason: blank(state.reason), since: state.since }] : [];
  });
}
