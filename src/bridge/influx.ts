import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config/index.js';
import type { Log } from '../log.js';
import { createDeliveryLoop, type DeliveryHooks, type DeliveryLoop, type Obstacle } from '../sinks/influx/delivery.js';
import { createInfluxSink } from '../sinks/influx/influx-sink.js';
import { destinationOf, type InfluxTarget } from '../sinks/influx/influx-target.js';
import { createInfluxServer } from '../sinks/influx/server.js';
import type { Sink, SinkHealth } from '../sinks/sink.js';
import { LeaseLostError } from '../store/errors.js';
import type { Store } from '../store/store.js';
import type { Tools } from '../tools.js';
import { createTroubles } from './troubles.js';
import { reasonOf } from './unexpected.js';

/** Readings to InfluxDB or VictoriaMetrics: the sink, and what delivers the archive. */
export interface Influx extends DeliveryLoop {
  readonly sink: Sink;
}

export interface InfluxOptions {
  readonly config: Pick<Config, 'influx'>;
  readonly store: Pick<Store, 'deliveries'>;
  readonly log: Pick<Log, 'error' | 'warn' | 'info' | 'debug'>;
  readonly tools: Tools;
  readonly signal: AbortSignal;
  readonly onLeaseLost: () => void;
  /** Whether it is for this process to deliver. Default: always. */
  readonly mayDeliver?: () => boolean;
  /** The sink has become well or unwell, or is so for another reason. */
  readonly onHealth?: () => void;
}

/** Registers what the configuration wants, and forgets what it does not; undefined where it wants nothing. */
export async function createInflux(options: InfluxOptions): Promise<Influx | undefined> {
  const { store, tools, signal, mayDeliver = () => true } = options;
  const target = influxTarget(options.config);
  const destination = target && destinationOf(target);
  await store.deliveries.register(destination === undefined ? [] : [destination]);
  if (!target || destination === undefined) return undefined;
  const { hooks, health } = createReports(target.url, options);
  const loop = createDeliveryLoop({
    ...{ destination, deliveries: store.deliveries, signal, random: tools.random, mayDeliver },
    server: createInfluxServer(target, { signal, sleep: tools.sleep }),
    sleep: (milliseconds) => tools.sleep(milliseconds, signal),
    ...hooks,
  });
  return { ...loop, sink: createInfluxSink(() => (mayDeliver() ? health() : WELL)) };
}

/** Undefined where the configuration has none. */
export function influxTarget({ influx }: Pick<Config, 'influx'>): InfluxTarget | undefined {
  const { url, ...rest } = influx;
  return url === undefined ? undefined : { url, ...rest };
}

const WELL: SinkHealth = { kind: 'well' };

interface Reports {
  readonly hooks: DeliveryHooks;
  readonly health: () => SinkHealth;
}

/** Each thing is said once, when it begins and when it is over. */
function createReports(
  url: string,
  { log, tools, onLeaseLost, onHealth = () => {} }: Pick<InfluxOptions, 'log' | 'tools' | 'onLeaseLost' | 'onHealth'>,
): Reports {
  const troubles = createTroubles(log);
  let health: SinkHealth = WELL;
  let current: Obstacle['kind'] | undefined;
  const become = (next: SinkHealth) => {
    if (isDeepStrictEqual(next, health)) return;
    health = next;
    onHealth();
  };
  const unwell = (reason: string) =>
    become({ kind: 'unwell', reason, since: health.kind === 'unwell' ? health.since : tools.clock() });
  return {
    health: () => health,
    hooks: {
      onObstacle({ kind, reason }) {
        unwell(reason);
        // A server that goes down hangs up first and refuses then: that is one outage.
        if (kind === current) log.debug('{url} still takes no readings: {reason}', { url, reason });
        else if (kind === 'away') log.warn('{url} takes no readings now: {reason}; they wait', { url, reason });
        else log.error('{url} takes no readings: {reason}; they wait', { url, reason });
        current = kind;
      },
      onDelivered(count) {
        become(WELL);
        if (current) log.info('{url} takes readings again', { url });
        current = undefined;
        troubles.end('store', 'the store gives readings for {url} again', { url });
        if (count > 0) log.debug('delivered to {url}: {count} readings', { url, count });
      },
      onPartly(reason) {
        troubles.begin('partly', 'warn', '{url} leaves out some readings: {reason}', { url, reason });
      },
      onThrownAway(takenAt) {
        const day = new Date(takenAt * 1000).toISOString().slice(0, 10);
        log.error(THROWN_AWAY, { url, day });
      },
      onAgain: () =>
        log.info('{url} did not have what is old, and keeps it now: all readings are written again', { url }),
      onStoreFailed(error) {
        if (error instanceof LeaseLostError) return onLeaseLost();
        const reason = reasonOf(error, log, { url });
        unwell(reason);
        troubles.begin('store', 'warn', 'no readings for {url} now: {reason}', { url, reason });
      },
    },
  };
}

const THROWN_AWAY =
  '{url} has thrown away what is older than its retention, such as a reading of {day}; to keep it, start VictoriaMetrics with -retentionPeriod=100y (default: one month), or make the retention of the database or bucket unlimited; then start withings2mqtt anew, which writes it again';
