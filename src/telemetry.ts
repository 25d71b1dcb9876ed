/** What is counted: name, kind, what it means, and by what it is told apart. `account` is the name of the configuration; never a value, never an id. */
export const COUNTERS = {
  requests: {
    kind: 'counter',
    name: 'withings2mqtt_requests_total',
    help: 'Calls to the Withings API by endpoint, action and outcome',
    labels: ['account', 'endpoint', 'action', 'outcome'],
  },
  rateLimitWaits: {
    kind: 'counter',
    name: 'withings2mqtt_rate_limit_waits_total',
    help: 'Times that a feed had to wait because Withings wanted fewer calls',
    labels: ['account', 'feed'],
  },
  syncs: {
    kind: 'counter',
    name: 'withings2mqtt_syncs_total',
    help: 'Fetches of feeds by feed and outcome',
    labels: ['account', 'feed', 'outcome'],
  },
  readings: {
    kind: 'counter',
    name: 'withings2mqtt_readings_total',
    help: 'Readings that were new or changed',
    labels: ['account'],
  },
  publishes: {
    kind: 'counter',
    name: 'withings2mqtt_publishes_total',
    help: 'Messages that the broker has acknowledged',
    labels: [],
  },
  connects: {
    kind: 'counter',
    name: 'withings2mqtt_broker_connects_total',
    help: 'Connections to the broker that came up; all but the first are reconnects',
    labels: [],
  },
  brokerUp: {
    kind: 'gauge',
    name: 'withings2mqtt_broker_up',
    help: '1 while the broker is connected',
    labels: [],
  },
  accountsUnauthorized: {
    kind: 'gauge',
    name: 'withings2mqtt_accounts_unauthorized',
    help: 'Accounts that a person must authorise',
    labels: [],
  },
  lastSync: {
    kind: 'gauge',
    name: 'withings2mqtt_last_sync_timestamp_seconds',
    help: 'All feeds that the login may read are at least as new, seconds since 1970',
    labels: ['account'],
  },
  tokenAge: {
    kind: 'gauge',
    name: 'withings2mqtt_access_token_age_seconds',
    help: 'Age of the oldest access token, if it lives for 3 hours as usual; more than that is a refresh that fails',
    labels: [],
  },
  tokenExpiry: {
    kind: 'gauge',
    name: 'withings2mqtt_access_token_expiry_timestamp_seconds',
    help: 'When the first of the access tokens expires, seconds since 1970',
    labels: [],
  },
} as const satisfies Record<string, CounterDefinition>;

export interface CounterDefinition {
  readonly kind: 'counter' | 'gauge';
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
}

export type CounterKey = keyof typeof COUNTERS;
export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** Counts what happens; cheap enough to be always on. */
export interface Telemetry {
  add(counter: CounterKey, labels?: Labels, amount?: number): void;
  set(gauge: CounterKey, value: number, labels?: Labels): void;
  samples(counter: CounterKey): readonly Sample[];
}

export function createTelemetry(): Telemetry {
  const values = new Map<CounterKey, Map<string, { labels: Labels; value: number }>>();

  function sampleOf(counter: CounterKey, labels: Labels): { labels: Labels; value: number } {
    const samples = values.get(counter) ?? new Map<string, { labels: Labels; value: number }>();
    values.set(counter, samples);
    const id = Object.values(labels).join('\n');
    const sample = samples.get(id) ?? { labels, value: 0 };
    samples.set(id, sample);
    return sample;
  }

  return {
    add(counter, labels = {}, amount = 1) {
      sampleOf(counter, labels).value += amount;
    },
    set(gauge, value, labels = {}) {
      sampleOf(gauge, labels).value = value;
    },
    samples: (counter) => [...(values.get(counter)?.values() ?? [])],
  };
}
