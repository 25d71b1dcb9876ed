import type { Reading } from '../metrics/reading.js';
import { entityPrefix } from '../mqtt/entity-ids.js';
import { EVERYTHING_DUE, type SeriesStore, type Statistics } from '../store/store.js';
import { type ImportResult, importHistory } from './import.js';
import type { ImportOptions } from './import-options.js';
import { openRecorder } from './recorder.js';
import type { StatisticsSource } from './source.js';
import { openSocket } from './websocket.js';

/** A person whose past is to be written. */
export interface PastOf {
  /** The account's. */
  readonly name: string;
  readonly userId: string;
  readonly units: ImportOptions['units'];
  /** The readings that the bridge shows, by metric. */
  readonly readings: Readonly<Record<string, Reading>>;
  readonly archive: StatisticsSource;
  /** Of the account's device in Home Assistant. */
  readonly displayName: string;
  readonly series: SeriesStore;
}

export interface PersonImportOptions
  extends Pick<ImportOptions, 'since' | 'metrics' | 'dryRun' | 'onProgress' | 'onRows' | 'now'> {
  readonly person: PastOf;
  readonly notes: Pick<Statistics, 'spans' | 'put' | 'due' | 'setDue'>;
  readonly homeAssistant: { readonly url: string; readonly token: string };
  readonly signal: AbortSignal;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * Connects to Home Assistant, writes what is missing there of a person's past, and hangs up.
 *
 * @throws HomeAssistantError
 */
export async function importPerson(options: PersonImportOptions): Promise<ImportResult> {
  const { person, notes, homeAssistant, signal, sleep, ...rest } = options;
  const { userId } = person;
  const socket = await openSocket({ ...homeAssistant, signal });
  try {
    return await importHistory({
      ...rest,
      recorder: await openRecorder(socket, sleep),
      archive: person.archive,
      curves: person,
      notes: { spans: () => notes.spans(userId), put: (metric, span) => notes.put(userId, metric, span) },
      prefix: entityPrefix(userId),
      units: person.units,
      shown: (metric) => person.readings[metric],
      async onLost() {
        // Only where the bridge writes by itself is anything ever due.
        if ((await notes.due(userId)) !== undefined) await notes.setDue(userId, EVERYTHING_DUE);
      },
    });
  } finally {
    socket.close();
  }
}
