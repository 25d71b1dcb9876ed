import type { Numbers } from '../withings/placeholder.js';

/** Whose device in Home Assistant a metric hangs on, and under which topic it lies. */
export type MetricOwner = 'account' | 'device';

/** What a metric is: all that topics, discovery, units, documentation and tests need to know about it. */
export interface Metric extends Numbers {
  /** Topic level and component key: a to z, 0 to 9, underscores. */
  readonly key: string;
  /** In Home Assistant, after the device's name. */
  readonly name: string;
  readonly owner: MetricOwner;
  /** The name of the feed that brings it; none where it is computed, or about the bridge. */
  readonly feed?: string;
  /** Of what is computed: the feed of what it is made from, which tells when it is old. */
  readonly madeFrom?: string;
  /** Measured once, and true for years. */
  readonly lasting?: true;
  /** Endpoint and field it comes from, or `computed`; for people to read. */
  readonly source: string;
  /** Of the value as it is stored; another system of units may show it in another one (units.ts). */
  readonly unit: string | null;
  /** A way that somebody went: miles, not feet, where people use them. */
  readonly far?: true;
  readonly platform: 'sensor' | 'binary_sensor';
  readonly deviceClass?:
    | 'weight'
    | 'temperature'
    | 'distance'
    | 'duration'
    | 'timestamp'
    | 'enum'
    | 'problem'
    | 'occupancy';
  readonly stateClass?: 'measurement' | 'total';
  /** Decimals that Home Assistant shows; the value itself is never rounded to it. */
  readonly precision?: number;
  readonly icon?: string;
  readonly diagnostic?: true;
  readonly enabledByDefault: boolean;
  /** Every word that the value can be; for device class enum. */
  readonly options?: readonly string[];
  /** For binary sensors: the words, or booleans, that mean on and off. */
  readonly states?: { readonly on: string | boolean; readonly off: string | boolean };
  /** Available as long as the bridge is, also while the account is not: it tells why. */
  readonly alwaysAvailable?: true;
  /** False for a code that Withings has not documented. */
  readonly known: boolean;
}
