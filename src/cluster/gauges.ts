import type { Cluster } from '../store/cluster.js';
import { CLUSTER_INSTRUMENTS } from '../telemetry/cluster-instruments.js';
import { INSTRUMENTS } from '../telemetry/instruments.js';
import type { Instruments, Telemetry } from '../telemetry.js';

export interface ClusterGaugesOptions {
  readonly cluster: Cluster;
  readonly telemetry: Telemetry;
  /** This bridge among the others. */
  readonly bridge: string;
  /** Whose calls the budget counts. */
  readonly clientId: string;
  readonly callsPerMinute: number;
  readonly brokerConnected: () => boolean;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Milliseconds on a clock that nobody sets. */
  readonly stopwatch: () => number;
  readonly onTrouble: (error: unknown) => void;
}

/** What `GET /metrics` of a bridge tells that shares a store with others: nothing that is of one person. */
export function clusterInstruments(): Instruments {
  const { requests, rateLimitWaits, syncs, readings, publishes, connects, brokerUp } = INSTRUMENTS;
  return { requests, rateLimitWaits, syncs, readings, publishes, connects, brokerUp, ...CLUSTER_INSTRUMENTS };
}

/** However often somebody asks, the store is asked this seldom. */
const REST_MILLISECONDS = 10_000;

/**
 * Sets what is measured rather than counted, from what the bridges share. What the store does not answer stays as it was,
 * and when it was read tells its age.
 */
export function createClusterGauges(options: ClusterGaugesOptions): { refresh(): Promise<void> } {
  const { telemetry, brokerConnected, stopwatch, onTrouble } = options;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  async function readOnce(): Promise<void> {
    try {
      await setShared(options);
    } catch (error) {
      onTrouble(error);
    }
    readAt = stopwatch();
    reading = undefined;
  }

  return {
    async refresh() {
      telemetry.set('brokerUp', [{ labels: {}, value: Number(brokerConnected()) }]);
      if (stopwatch() - readAt < REST_MILLISECONDS) return;
      reading ??= readOnce();
      await reading;
    },
  };
}

async function setShared({
  cluster,
  telemetry,
  bridge,
  clientId,
  callsPerMinute,
  clock,
}: ClusterGaugesOptions): Promise<void> {
  const [people, queue, living, left] = await Promise.all([
    cluster.accounts.count(),
    cluster.queue.size(),
    cluster.bridges.living(),
    cluster.budget.left(clientId, callsPerMinute),
  ]);
  const values = {
    people: people.all,
    peopleConnected: people.connected,
    peopleDisabled: people.disabled,
    loginsLost: people.loginsLost,
    jobsWaiting: queue.waiting,
    jobsDue: queue.due,
    jobsUnderWay: queue.underWay,
    oldestDue: queue.lateMilliseconds / 1000,
    budgetLeft: left,
    bridges: living.length,
    leads: Number(living.some(({ id, leads }) => id === bridge && leads)),
    clusterRead: Math.floor(clock() / 1000),
  } as const;
  for (const [gauge, value] of entriesOf(values)) telemetry.set(gauge, [{ labels: {}, value }]);
}

function entriesOf<Key extends string, Value>(record: Readonly<Record<Key, Value>>): [Key, Value][] {
  return Object.entries(record) as [Key, Value][];
}
