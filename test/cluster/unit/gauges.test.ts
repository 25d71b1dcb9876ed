import { describe, expect, it, onTestFinished } from 'vitest';
import { clusterInstruments, createClusterGauges } from '../../../src/cluster/gauges.js';
import { startServer } from '../../../src/http/server.js';
import type { Cluster } from '../../../src/store/cluster.js';
import { createTelemetry } from '../../../src/telemetry.js';

const SHARED = {
  accounts: { count: async () => ({ all: 12, connected: 10, disabled: 1, loginsLost: 2 }) },
  queue: { size: async () => ({ waiting: 9, due: 3, underWay: 1, lateMilliseconds: 4500 }) },
  bridges: {
    living: async () => [
      { id: 'a', host: 'one', pid: 1, version: '1', silentMilliseconds: 10, leads: false },
      { id: 'b', host: 'two', pid: 1, version: '1', silentMilliseconds: 20, leads: true },
    ],
  },
  budget: { left: async () => 77 },
};

function setUp(bridge: string, shared: object = SHARED) {
  const telemetry = createTelemetry();
  const troubles: unknown[] = [];
  let now = 0;
  const { refresh } = createClusterGauges({
    cluster: shared as Cluster,
    telemetry,
    bridge,
    clientId: 'client',
    callsPerMinute: 120,
    brokerConnected: () => true,
    clock: () => 1_700_000_000_000 + now,
    stopwatch: () => now,
    onTrouble: (error) => troubles.push(error),
  });
  const forward = (milliseconds: number) => {
    now += milliseconds;
  };
  return { telemetry, troubles, refresh, forward };
}

async function textOf({ telemetry, refresh }: ReturnType<typeof setUp>): Promise<string> {
  const ready = async () => ({ broker: true, store: true, sync: true });
  const metrics = { telemetry, refresh, instruments: clusterInstruments() };
  const server = await startServer({ host: '127.0.0.1', port: 0, alive: () => true, ready, metrics });
  onTestFinished(() => server.close());
  return (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
}

describe('what a bridge tells of all together', () => {
  it('is what the store says', async () => {
    const lines = (await textOf(setUp('b'))).split('\n').filter((line) => line && !line.startsWith('#'));

    expect(lines.map((line) => line.replace('withings2mqtt_', '')).sort()).toEqual(
      [
        'broker_up 1',
        'cluster_bridges 2',
        'cluster_budget_left 77',
        'cluster_jobs_due 3',
        'cluster_jobs_under_way 1',
        'cluster_jobs_waiting 9',
        'cluster_leads 1',
        'cluster_logins_lost 2',
        'cluster_oldest_due_seconds 4.5',
        'cluster_people 12',
        'cluster_people_connected 10',
        'cluster_people_disabled 1',
        'cluster_read_timestamp_seconds 1700000000',
        // Counters without labels are there before anything has happened.
        ...['broker_connects_total 0', 'cluster_interrupted_total 0', 'cluster_takeovers_total 0', 'publishes_total 0'],
      ].sort(),
    );
  });

  it('says of another one that it does not lead', async () => {
    expect(await textOf(setUp('a'))).toMatch(/^withings2mqtt_cluster_leads 0$/m);
  });

  it('is read from the store once in ten seconds, however often somebody asks', async () => {
    let asked = 0;
    const size = async () => {
      asked += 1;
      return SHARED.queue.size();
    };
    const { refresh, forward } = setUp('a', { ...SHARED, queue: { size } });

    await Promise.all([refresh(), refresh()]);
    forward(9999);
    await refresh();
    expect(asked).toBe(1);

    forward(1);
    await refresh();
    expect(asked).toBe(2);
  });

  it('stays as it was while the store does not answer, and says how old it is', async () => {
    let left: number | Error = 77;
    const budget = {
      left: async () => {
        if (left instanceof Error) throw left;
        return left;
      },
    };
    const { telemetry, troubles, refresh, forward } = setUp('a', { ...SHARED, budget });
    await refresh();
    left = new Error('away');
    forward(20_000);
    await refresh();

    expect(troubles).toEqual([left]);
    expect(telemetry.samples('budgetLeft')).toEqual([{ labels: {}, value: 77 }]);
    expect(telemetry.samples('clusterRead')).toEqual([{ labels: {}, value: 1_700_000_000 }]);
  });
});
