import type { FastifyInstance } from 'fastify';
import { INSTRUMENTS, type InstrumentKey, type Telemetry } from '../telemetry.js';

export interface MetricsOptions {
  readonly telemetry: Telemetry;
  /** Called before each answer: sets what is measured rather than counted. */
  readonly refresh: () => void;
}

/**
 * `GET /metrics`, for Prometheus. The library is loaded by the first one who asks, since most never do; what it says is
 * read from the counts at that moment.
 */
export function addMetrics(server: FastifyInstance, { telemetry, refresh }: MetricsOptions): void {
  let render: Promise<() => Promise<{ type: string; text: string }>> | undefined;
  server.get('/metrics', async (_request, reply) => {
    render ??= createRenderer(telemetry);
    refresh();
    const { type, text } = await (await render)();
    return reply.type(type).send(text);
  });
}

async function createRenderer(telemetry: Telemetry): Promise<() => Promise<{ type: string; text: string }>> {
  const { Counter, Gauge, Registry } = await import('prom-client');
  const registry = new Registry();
  for (const [key, { kind, name, help, labels }] of Object.entries(INSTRUMENTS)) {
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
