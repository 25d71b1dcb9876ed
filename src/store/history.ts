import { join } from 'node:path';
import { z } from 'zod';
import { readDocument, setAside } from './document.js';
import { type FileSystem, nodeFileSystem } from './files.js';
import { createWriter } from './writer.js';

/** What must be known of a statistic of Home Assistant to tell its own rows from those of the history. */
export interface OwnSpan {
  /** The first hour that Home Assistant compiled itself, seconds since 1970; before it, all rows are ours. */
  readonly since: number;
  /** Ours at or after `since`: hours of readings that came late. */
  readonly late: readonly number[];
  /** Totals: what Home Assistant's sums start from, and the first day that is in them. Missing until it has any. */
  readonly base?: { readonly sum: number; readonly firstDay: string } | undefined;
}

export interface HistoryRecord {
  /** By the entity's unique id. */
  readonly statistics: Readonly<Record<string, OwnSpan>>;
  /** What the bridge has to import by itself, by account: days since when; missing if everything is. */
  readonly accounts: Readonly<Record<string, { readonly due?: string | undefined }>>;
}

/** Where the history's notes live. */
export interface HistoryStore {
  /** As it is now. */
  load(): Promise<HistoryRecord>;
  /** Changes it; durable when it resolves. */
  update(change: (record: HistoryRecord) => HistoryRecord): Promise<void>;
}

const span = z.object({
  since: z.number(),
  late: z.array(z.number()),
  base: z.object({ sum: z.number(), firstDay: z.string() }).optional(),
});
const file = z.looseObject({
  version: z.literal(1),
  statistics: z.record(z.string(), span),
  accounts: z.record(z.string(), z.object({ due: z.string().optional() })),
});

/**
 * `history.json` in the data folder.
 *
 * @param onDamaged called when it cannot be read and is kept aside: what is in Home Assistant then counts as its own
 */
export function openHistoryStore(
  dataDir: string,
  onDamaged: (reason: string, keptAs: string) => void,
  fs: FileSystem = nodeFileSystem,
): HistoryStore {
  const path = join(dataDir, 'history.json');
  let current: HistoryRecord = { statistics: {}, accounts: {} };
  let reading: Promise<void> | undefined;
  const writer = createWriter(fs, path);

  async function read(): Promise<void> {
    const result = await readDocument(fs, path, (value) => file.parse(value));
    if (result.kind === 'ok') current = { statistics: result.value.statistics, accounts: result.value.accounts };
    if (result.kind === 'damaged') onDamaged(result.reason, await setAside(fs, path));
  }

  async function load(): Promise<HistoryRecord> {
    reading ??= read();
    await reading;
    return current;
  }

  return {
    load,
    async update(change) {
      await load();
      // Nothing is awaited in between: of changes at the same time, each sees the one before it.
      const next = change(current);
      current = next;
      await writer.write(JSON.stringify({ version: 1, ...next }));
    },
  };
}
