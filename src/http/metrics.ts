import type { FastifyInstance } from 'fastify';
import { INSTRUMENTS } from '../telemetry/instruments.js';
import type { InstrumentKey, Instruments, Telemetry } from '../telemetry.js';

export interface MetricsOptions {
  readonly telemetry: Telemetry;
  /** Awaited before each answer: sets what is measured rather than counted. */
  readonly refresh: () => void | Promise<void>;
  /** Those that are told of. Default: those of one bridge alone. */
  readonly instruments?: Instruments | undefined;
}

/**
 * `GET /metrics`, for Prometheus. The library is loaded by the first one who asks, since most never do; what it says is
 * read from the counts at that moment.
 */
export function addMetrics(server: FastifyInstance, options: MetricsOptions): void {
  const { telemetry, refresh, instruments = INSTRUMENTS } = options;
  let render: Promise<() => Promise<{ type: string; text: string }>> | undefined;
  server.get('/metrics', async (_request, reply) => {
    render ??= createRenderer(telemetry, instruments);
    await refresh();
    const { type, text } = await (await render)();
    return reply.type(type).send(text);
  });
}

async function createRenderer(
  telemetry: Telemetry,
  instruments: Instruments,
): Promise<() => Promise<{ type: string; text: string }>> {
  const { Counter, Gauge, Registry } = await import('prom-client');
  const registry = new Registry();
  for (const [key, { kind, name, help, labels }] of Object.entries(instruments)) {
    const options = { name, help, labelNames: [...labels], registers: [registry] };
    const read = () => telemetry.samples(key as InstrumentKey);
    if (kind === 'gauge') {
      new Gauge({
        ...options,
        collect() {
          this.reset();
          for (const { labels: at, value } of read()) this.set(at, value);
        },
      });
    } else {
      new Counter({
        ...options,
        collect() {
          this.reset();
          for (const { labels: at, value } of read()) this.inc(at, value);
        },
      });
    }
  }
  return async () => ({ type: registry.contentType, text: await registry.metrics() });
}
