import { join } from 'node:path';
import type { ReadingEvent } from '../metrics/event.js';
import type { Reading } from '../metrics/reading.js';
import type { ActivityDay } from '../withings/activity.js';
import type { HealthRecord } from '../withings/record.js';
import type { Device } from '../withings/user.js';
import { readDocument, setAside } from './document.js';
import { type FileSystem, nodeFileSystem } from './files.js';
import { stateFile } from './state-schema.js';
import { keepOlder, type Step } from './versions.js';
import { createWriter } from './writer.js';

/** How far a feed has come. Times are seconds since 1970. */
export interface FeedState {
  /** The newest change that has been read. */
  readonly cursor?: number;
  readonly lastSuccess?: number;
  /** In words; absent when the last fetch went well. */
  readonly lastError?: string;
  /** Withings does not let this login read it; absent once it has come in. */
  readonly refused?: boolean;
  /** Measures: when the recent window was last read as a whole. */
  readonly windowRead?: number;
  /** Measures: the attributions that were left out. */
  readonly ignored?: string;
  /** Measures: the rules by which others were left out. */
  readonly rules?: number;
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
  /** Who told the zone, and when it was so, seconds since 1970. */
  readonly zoneFrom?: { readonly feed: 'measures' | 'activity' | 'devices'; readonly at: number };
  readonly readings: Readonly<Record<string, Reading>>;
  readonly devices: Readonly<Record<string, DeviceState>>;
  readonly feeds: Readonly<Record<string, FeedState>>;
  /** The newest records of each kind, newest first. */
  readonly records?: Readonly<Partial<Record<RecordFeedName, readonly HealthRecord[]>>>;
  /** The last days, one row each. */
  readonly activity?: readonly ActivityDay[];
  /** By day, the midnight at which it began where the account was then, seconds since 1970. */
  readonly midnights?: Readonly<Record<string, number>>;
  /** Weights of the last month by group id, for averages. */
  readonly weights?: Readonly<Record<string, WeightPoint>>;
  /** Readings that somebody should be told of and has not been yet; the oldest first. */
  readonly outbox?: readonly ReadingEvent[];
  /** When the oldest of old data was taken that came since, and that the statistics do not have yet; seconds since 1970. */
  readonly uploaded?: number;
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
  /** Called with the name of each part that does not fit and is left out; the next sync reads it again. */
  readonly onDropped?: (part: string) => void;
  /** From the oldest version of the file to the current one; see Versions. */
  readonly steps?: readonly Step[];
}

const VERSION = 1;
const STEPS: readonly Step[] = [];

export const EMPTY_ACCOUNT: AccountState = { readings: {}, devices: {}, feeds: {} };

/** `state.json` in the data folder. */
export function openStateStore(options: StateStoreOptions): StateStore {
  const fs = options.fs ?? nodeFileSystem;
  const path = join(options.dataDir, 'state.json');
  const versions = { known: VERSION, steps: options.steps ?? STEPS };
  const schema = stateFile(VERSION, options.onDropped ?? (() => {}));
  let older: number | undefined;
  const writer = createWriter(fs, path, async () => {
    if (older !== undefined) await keepOlder(fs, path, older);
    older = undefined;
  });

  return {
    async load() {
      const result = await readDocument(fs, path, (value) => schema.parse(value), versions);
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
