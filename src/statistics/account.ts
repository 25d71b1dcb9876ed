import { createMeasureDecoder } from '../metrics/decode/measures.js';
import type { Reading } from '../metrics/reading.js';
import { accountId } from '../sinks/homeassistant/devices.js';
import type { HistoryStore } from '../store/history.js';
import type { WithingsApiClient } from '../withings/client.js';
import { type ImportOptions, type ImportResult, importHistory } from './import.js';
import { openRecorder } from './recorder.js';
import { openSocket } from './websocket.js';

/** An account whose past is to be written. */
export interface HistoryAccount {
  readonly name: string;
  readonly userId: string;
  readonly zone: string;
  readonly units: ImportOptions['units'];
  readonly ignoreAttributions: readonly number[];
  readonly client: WithingsApiClient;
  /** The readings that the bridge shows, by metric. */
  readonly readings: Readonly<Record<string, Reading>>;
}

export interface HistoryOptions
  extends Pick<ImportOptions, 'since' | 'metrics' | 'dryRun' | 'rest' | 'onProgress' | 'onRows' | 'now'> {
  readonly account: HistoryAccount;
  readonly store: HistoryStore;
  readonly homeAssistant: { readonly url: string; readonly token: string };
  readonly signal: AbortSignal;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * Connects to Home Assistant, writes what is missing there of an account's past, and hangs up.
 *
 * @throws HomeAssistantError, WithingsError
 */
export async function importAccount(options: HistoryOptions): Promise<ImportResult> {
  const { account, homeAssistant, signal, sleep, ...rest } = options;
  const socket = await openSocket({ ...homeAssistant, signal });
  try {
    const decode = createMeasureDecoder({
      account: account.name,
      ignoreAttributions: new Set(account.ignoreAttributions),
    });
    return await importHistory({
      ...rest,
      recorder: await openRecorder(socket, sleep),
      source: { client: account.client, decode, account: account.name, zone: account.zone },
      prefix: `${accountId(account.userId)}_`,
      units: account.units,
      shown: (metric) => account.readings[metric],
    });
  } finally {
    socket.close();
  }
}
