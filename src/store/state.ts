import { join } from 'node:path';
import { z } from 'zod';
import type { ReadingEvent } from '../metrics/event.js';
import type { Reading } from '../metrics/reading.js';
import type { ActivityDay } from '../withings/activity.js';
import type { HealthRecord } from '../withings/record.js';
import type { Device } from '../withings/user.js';
import { readDocument, setAside } from './document.js';
import { type FileSystem, nodeFileSystem } from './files.js';
import { keepOlder, type Step } from './versions.js';
import { createWriter } from './writer.js';

/** How far a feed has come. Times are seconds since 1970. */
export interface FeedState {
  /** The newest change that has been read. */
  readonly cursor?: number;
  readonly lastSuccess?: number;
  /** In words; absent when the last fetch went well. */
  readonly lastError?: string;
  /** Measures: when the recent window was last read as a whole. */
  readonly windowRead?: number;
  /** Measures: the attributions that were left out. */
  readonly ignored?: string;
  /** Measures: groups that a later answer may repeat, with the time at which each was made. */
  readonly seen?: Readonly<Record<string, number>>;
}

export type RecordFeedName = 'sleep' | 'workouts' | 'ecgs';

/** A Withings device of an account, and its latest readings by metric. */
export interface DeviceState {
  readonly device: Device;
  readonly readings: Readonly<Record<string, Reading>>;
  /** Since when Withings does not list it any more, seconds since 1970. */
  readonly missingSince?: number;
}

/** What is known of one account. Everything here can be had from the cloud again, in one full sync. */
export interface AccountState {
  readonly userId?: string;
  /** Why a person must authorise the account (again), in words; for whoever looks at a bridge that runs. */
  readonly loginProblem?: string | undefined;
  /** IANA name. */
  readonly zone?: string;
  readonly readings: Readonly<Record<string, Reading>>;
  readonly devices: Readonly<Record<string, DeviceState>>;
  readonly feeds: Readonly<Record<string, FeedState>>;
  /** The newest records of each kind, newest first. */
  readonly records?: Readonly<Partial<Record<RecordFeedName, readonly HealthRecord[]>>>;
  /** The last days, one row each. */
  readonly activity?: readonly ActivityDay[];
  /** Weights of the last month by group id, for averages. */
  readonly weights?: Readonly<Record<string, WeightPoint>>;
  /** Readings that somebody should be told of and has not been yet; the oldest first. */
  readonly outbox?: readonly ReadingEvent[];
}

export interface WeightPoint {
  /** Seconds since 1970. */
  readonly time: number;
  /** Kilograms. */
  readonly value: number;
}

export interface State {
  readonly version: 1;
  /** Tells this bridge from others in Home Assistant; made once. */
  readonly instance: string;
  /** The unguessable part of the address that Withings posts to; only while there is one. */
  readonly webhookSecret?: string;
  readonly accounts: Readonly<Record<string, AccountState>>;
}

/** Where the state lives. A database can take the file's place. */
export interface StateStore {
  load(): Promise<State>;
  /** Durable when it resolves; does nothing when nothing has changed. */
  save(state: State): Promise<void>;
}

export interface StateStoreOptions {
  readonly dataDir: string;
  readonly fs?: FileSystem;
  /** A new instance id: a few letters and digits. */
  readonly newInstance: () => string;
  /** Called when the file cannot be read: it is kept aside, and a full sync makes a new one. */
  readonly onDamaged: (reason: string, keptAs: string) => void;
  /** From the oldest version of the file to the current one; see Versions. */
  readonly steps?: readonly Step[];
}

const VERSION = 1;
const STEPS: readonly Step[] = [];

export const EMPTY_ACCOUNT: AccountState = { readings: {}, devices: {}, feeds: {} };

const reading = z.looseObject({
  metric: z.string(),
  account: z.string(),
  value: z.union([z.number(), z.string(), z.boolean(), z.null()]),
  takenAt: z.number(),
  createdAt: z.number(),
  modifiedAt: z.number(),
  source: z.string(),
});
const readings = z.record(z.string(), reading);
const account = z.looseObject({
  userId: z.string().optional(),
  zone: z.string().optional(),
  readings,
  devices: z.record(z.string(), z.looseObject({ device: z.looseObject({ id: z.string() }), readings })),
  feeds: z.record(z.string(), z.looseObject({ cursor: z.number().optional(), lastSuccess: z.number().optional() })),
});
const stateFile = z.looseObject({
  version: z.literal(VERSION),
  instance: z.string().min(1),
  accounts: z.record(z.string(), account),
});

/** `state.json` in the data folder. */
export function openStateStore(options: StateStoreOptions): StateStore {
  const fs = options.fs ?? nodeFileSystem;
  const path = join(options.dataDir, 'state.json');
  const versions = { known: VERSION, steps: options.steps ?? STEPS };
  let older: number | undefined;
  const writer = createWriter(fs, path, async () => {
    if (older !== undefined) await keepOlder(fs, path, older);
    older = undefined;
  });

  return {
    async load() {
      const result = await readDocument(fs, path, (value) => stateFile.parse(value), versions);
      if (result.kind === 'ok') {
        const state = result.value as unknown as State;
        older = result.olderVersion;
        if (older === undefined) writer.holds(JSON.stringify(state));
        return state;
      }
      if (result.kind === 'damaged') options.onDamaged(result.reason, await setAside(fs, path));
      return { version: VERSION, instance: options.newInstance(), accounts: {} };
    },
    save: (state) => writer.write(JSON.stringify(state)),
  };
}
