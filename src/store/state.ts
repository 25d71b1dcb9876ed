import { join } from 'node:path';
import { readDocument, setAside } from './document.js';
import { type FileSystem, nodeFileSystem } from './files.js';
import type { PersonState } from './person-state.js';
import { stateFile } from './state-schema.js';
import { keepOlder, type Step } from './versions.js';
import { createWriter } from './writer.js';

export interface State {
  readonly version: 1;
  /** Tells this bridge from others in Home Assistant; made once. */
  readonly instance: string;
  /** The unguessable part of the address that Withings posts to; only while there is one. */
  readonly webhookSecret?: string;
  readonly accounts: Readonly<Record<string, PersonState>>;
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
