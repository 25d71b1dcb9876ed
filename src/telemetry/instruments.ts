/**
 * What is counted (counters) and what is measured when somebody asks (gauges): name, kind, what it means, and by what it
 * is told apart. `account` is the name of the configuration, `feed` is missing where it is of none; never a value, never
 * an id.
 */
export const INSTRUMENTS = {
  requests: {
    kind: 'counter',
    name: 'withings2mqtt_requests_total',
    help: 'Calls to the Withings API by the feed that they are for, endpoint, action and outcome',
    labels: ['account', 'feed', 'endpoint', 'action', 'outcome'],
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
    help: 'Fetches of feeds by feed and outcome: ok, failed, or wait where Withings wanted fewer calls',
    labels: ['account', 'feed', 'outcome'],
  },
  readings: {
    kind: 'counter',
    name: 'withings2mqtt_readings_total',
    help: 'Readings that were new or changed; those that the bridge works out itself are of no feed',
    labels: ['account', 'feed'],
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
  feedSuccess: {
    kind: 'gauge',
    name: 'withings2mqtt_feed_last_success_timestamp_seconds',
    help: 'When a feed that the login may read came in last, seconds since 1970',
    labels: ['account', 'feed'],
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
} as const satisfies Record<string, Instrument>;

export interface Instrument {
  readonly kind: 'counter' | 'gauge';
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
}
