import type { Sink, SinkResult } from './sink.js';

export interface FanOutOptions {
  readonly sinks: readonly Sink[];
  /** Milliseconds that a sink may take for one call; what is late counts as failed. */
  readonly patience: number;
  readonly sleep: (milliseconds: number, wake: AbortSignal) => Promise<void>;
  /** Each time that a sink did not take something. */
  readonly onFailed: (sink: string, reason: string) => void;
}

/** What each sink says, by name. */
export type FanOutResult = ReadonlyMap<string, SinkResult>;

/** Hands the same to all sinks at once. One that throws, hangs or is slow holds up no other, and nobody behind it. */
export interface FanOut {
  all(give: (sink: Sink) => Promise<SinkResult>): Promise<FanOutResult>;
}

export function createFanOut({ sinks, patience, sleep, onFailed }: FanOutOptions): FanOut {
  async function ask(sink: Sink, give: (sink: Sink) => Promise<SinkResult>): Promise<SinkResult> {
    const done = new AbortController();
    const late = sleep(patience, done.signal).then(
      (): SinkResult => ({ kind: 'failed', reason: `it did not answer in ${patience / 1000} s` }),
      (): SinkResult => ({ kind: 'failed', reason: 'stopped' }),
    );
    // Called inside a promise, so that one that throws at once is one that rejects.
    const answer = Promise.resolve()
      .then(() => give(sink))
      .catch((error: unknown): SinkResult => ({ kind: 'failed', reason: reasonOf(error) }));
    const result = await Promise.race([answer, late]).finally(() => done.abort());
    if (result.kind === 'failed') onFailed(sink.name, result.reason);
    return result;
  }

  return {
    async all(give) {
      const results = await Promise.all(sinks.map(async (sink) => [sink.name, await ask(sink, give)] as const));
      return new Map(results);
    },
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
