import type { Delivery } from '../../store/store.js';
import { type AskOptions, createAsk } from './ask.js';
import type { InfluxTarget } from './influx-target.js';
import { lineOf } from './line.js';
import { pointsOf } from './points.js';
import { type ReadBack, readBack, type ServerKind, serverKindOf } from './read-back.js';
import { type WriteResult, whyNotWrite, writeLines } from './write.js';

/** A server that takes readings. No method rejects. */
export interface InfluxServer {
  write(deliveries: readonly Delivery[]): Promise<WriteResult>;
  readBack(delivery: Delivery): Promise<ReadBack>;
  /** Writes nothing. Undefined when it would take something, else why it does not. */
  whyNot(): Promise<string | undefined>;
}

export function createInfluxServer(target: InfluxTarget, options: AskOptions): InfluxServer {
  const ask = createAsk(target, options);
  let kind: ServerKind | undefined;
  let looks = 0;

  /** Another server may be there after an outage. */
  async function know(): Promise<ServerKind | { readonly reason: string }> {
    const found = kind ?? (await serverKindOf(ask, target));
    kind = typeof found === 'string' ? found : undefined;
    return found;
  }

  return {
    async write(deliveries) {
      const known = await know();
      if (typeof known !== 'string') return { kind: 'away', reason: known.reason };
      const lines = pointsOf(deliveries, known !== 'numbers only').map(lineOf);
      const result = await writeLines(ask, target, lines);
      if (result.kind === 'away') kind = undefined;
      return result;
    },
    async readBack(delivery) {
      const known = await know();
      looks += 1;
      return typeof known === 'string' ? readBack(ask, target, known, delivery, looks) : 'unknown';
    },
    whyNot: () => whyNotWrite(ask, target),
  };
}
