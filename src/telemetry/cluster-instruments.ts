import type { Instrument } from './instruments.js';

/**
 * The same for bridges that share a store. What is theirs together is the same on each of them, as of at most some
 * seconds ago: to be read by `max`, not by `sum`.
 */
export const CLUSTER_INSTRUMENTS = {
  people: {
    kind: 'gauge',
    name: 'withings2mqtt_cluster_people',
    help: 'Accounts that there are',
    labels: [],
  },
  peopleConnected: {
    kind: 'gauge',
    name: 'withings2mqtt_cluster_people_connected',
    help: 'Accounts that somebody has connected',
    labels: [],
  },
  peopleDisabled: {
    kind: 'gauge',
    name: 'withings2mqtt_cluster_people_disabled',
    help: 'Accounts that are switched off',
    labels: [],
  },
  loginsLost: {
    kind: 'gauge',
    name: 'withings2mqtt_cluster_logins_lost',
    help: 'Accounts that a person must authorise again',
    labels: [],
  },
  jobsWaiting: {
    kind: 'gauge',
    name: 'withings2mqtt_cluster_jobs_waiting',
    help: 'Turns of people that are planned, whenever they are due',
    labels: [],
  },
  jobsDue: {
    kind: 'gauge',
    name: 'withings2mqtt_cluster_jobs_due',
    help: 'Turns of people that are due and not begun',
    labels: [],
  },
  jobsUnderWay: {
    kind: 'gauge',
    name: 'withings2mqtt_cluster_jobs_under_way',
    help: 'Turns of people that are under way, on all bridges',
    labels: [],
  },
  oldestDue: {
    kind: 'gauge',
    name: 'withings2mqtt_cluster_oldest_due_seconds',
    help: 'For how long the oldest turn that is due has been so',
    labels: [],
  },
  budgetLeft: {
    kind: 'gauge',
    name: 'withings2mqtt_cluster_budget_left',
    help: 'Calls to Withings that could begin within the next minute, over all bridges',
    labels: [],
  },
  bridges: {
    kind: 'gauge',
    name: 'withings2mqtt_cluster_bridges',
    help: 'Bridges that live',
    labels: [],
  },
  leads: {
    kind: 'gauge',
    name: 'withings2mqtt_cluster_leads',
    help: '1 on the bridge that does what one must do for all',
    labels: [],
  },
  clusterRead: {
    kind: 'gauge',
    name: 'withings2mqtt_cluster_read_timestamp_seconds',
    help: 'When this bridge last read from the store what is theirs together, seconds since 1970',
    labels: [],
  },
  turns: {
    kind: 'counter',
    name: 'withings2mqtt_cluster_turns_total',
    help: 'Turns of people that this bridge has worked, by outcome: ok, failed, or lost where another bridge has taken over',
    labels: ['outcome'],
  },
  interrupted: {
    kind: 'counter',
    name: 'withings2mqtt_cluster_interrupted_total',
    help: 'Turns of people whom another bridge had and did not give back',
    labels: [],
  },
  takeovers: {
    kind: 'counter',
    name: 'withings2mqtt_cluster_takeovers_total',
    help: 'Bridges that this one has found dead, and whose work others do',
    labels: [],
  },
} as const satisfies Record<string, Instrument>;
