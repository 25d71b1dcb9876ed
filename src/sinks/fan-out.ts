import { messageOf } from '../tools.js';
import type { Sink, SinkResult } from './sink.js';

export interface FanOutOptions {
  readonly sinks: readonly Sink[];
  /** Milliseconds that a sink may take for one call; what is late counts as failed. */
  readonly patience: number;
  readonly sleep: (milliseconds: number, wake: AbortSignal) => Promise<void>;
  /** Each time that a sink did not take something. @param error what it has thrown, if it has */
  readonly onFailed: (sink: string, reason: string, error?: unknown) => void;
  /** Each time that it did. */
  readonly onTaken?: (sink: string) => void;
}

/** What each sink says, by name. */
export type FanOutResult = ReadonlyMap<string, SinkResult>;

/** Hands the same to all sinks at once. One that throws, hangs or is slow holds up no other, and nobody behind it. */
export interface FanOut {
  readonly sinks: readonly Sink[];
  all(give: Give): Promise<FanOutResult>;
  /** The same for one of them. */
  one(sink: Sink, give: Give): Promise<SinkResult>;
}

export type Give = (sink: Sink) => Promise<SinkResult>;

export function createFanOut({ sinks, patience, sleep, onFailed, onTaken = () => {} }: FanOutOptions): FanOut {
  async function one(sink: Sink, give: Give): Promise<SinkResult> {
    const done = new AbortController();
    let thrown: unknown;
    const late = sleep(patience, done.signal).then(
      (): SinkResult => ({ kind: 'failed', reason: `it did not answer in ${patience / 1000} s` }),
      (): SinkResult => ({ kind: 'failed', reason: 'stopped' }),
    );
    // Called inside a promise, so that one that throws at once is one that rejects.
    const answer = Promise.resolve()
      .then(() => give(sink))
      .catch((error: unknown): SinkResult => {
        thrown = error;
        return { kind: 'failed', reason: messageOf(error) };
      });
    const result = await Promise.race([answer, late]).finally(() => done.abort());
    if (result.kind === 'failed') onFailed(sink.name, result.reason, thrown);
    if (result.kind === 'ok') onTaken(sink.name);
    return result;
  }

  return {
    sinks,
    one,
    async all(give) {
      const results = await Promise.all(sinks.map(async (sink) => [sink.name, await one(sink, give)] as const));
      return new Map(results);
    },
  };
}
