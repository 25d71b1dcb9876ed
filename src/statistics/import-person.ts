import { createMeasureDecoder } from '../metrics/decode/measures.js';
import type { Reading } from '../metrics/reading.js';
import { accountId } from '../sinks/homeassistant/device-discovery.js';
import type { WithingsApiClient } from '../withings/client.js';
import { type ImportOptions, type ImportResult, importHistory } from './import.js';
import { openRecorder } from './recorder.js';
import { openSocket } from './websocket.js';

/** A person whose past is to be written. */
export interface PastOf {
  /** The account's. */
  readonly name: string;
  readonly userId: string;
  readonly zone: string;
  readonly units: ImportOptions['units'];
  readonly ignoreAttributions: readonly number[];
  readonly client: WithingsApiClient;
  /** The readings that the bridge shows, by metric. */
  readonly readings: Readonly<Record<string, Reading>>;
}

export interface PersonImportOptions
  extends Pick<ImportOptions, 'notes' | 'since' | 'metrics' | 'dryRun' | 'rest' | 'onProgress' | 'onRows' | 'now'> {
  readonly person: PastOf;
  readonly homeAssistant: { readonly url: string; readonly token: string };
  readonly signal: AbortSignal;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * Connects to Home Assistant, writes what is missing there of a person's past, and hangs up.
 *
 * @throws HomeAssistantError, WithingsError
 */
export async function importPerson(options: PersonImportOptions): Promise<ImportResult> {
  const { person, homeAssistant, signal, sleep, ...rest } = options;
  const socket = await openSocket({ ...homeAssistant, signal });
  try {
    const decode = createMeasureDecoder({
      ignoreAttributions: new Set(person.ignoreAttributions),
    });
    return await importHistory({
      ...rest,
      recorder: await openRecorder(socket, sleep),
      past: { client: person.client, decode, zone: person.zone },
      prefix: `${accountId(person.userId)}_`,
      units: person.units,
      shown: (metric) => person.readings[metric],
    });
  } finally {
    socket.close();
  }
}
