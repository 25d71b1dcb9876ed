import Database from 'libsql';

/** What a store keeps, at one moment. */
export interface Kept {
  /** Bytes of what is no archive, by table; of feeds and notes, which are many things, by each of them. */
  readonly bytes: Readonly<Record<string, number>>;
  /** How many readings are in the archive. */
  readonly readings: number;
}

/** Readings, curves, and the words of both that stand once: they grow with the days, and are meant to. */
const ARCHIVE = ['reading', 'series', 'metric', 'origin'];

/** In the rows, those of indexes too. Half-empty pages come and go; pages that nothing is in are used again. */
const BYTES = `
  select tbl_name as part, sum(payload) as bytes from dbstat join sqlite_schema using (name)
    where tbl_name not like 'sqlite_%' and tbl_name not in ('feed', 'note', ${ARCHIVE.map((one) => `'${one}'`).join()})
    group by tbl_name
  union all select 'feed ' || feed, sum(length(body)) from feed group by feed
  union all select 'note ' || key, sum(length(body)) from note group by key
  union all select 'free pages', 4096 * freelist_count from pragma_freelist_count`;

/** @param path of a database that nobody else needs */
export function keptIn(path: string): Kept {
  const database = new Database(path);
  try {
    const [{ readings }] = database.prepare('select count(*) as readings from reading').all() as [{ readings: number }];
    const rows = database.prepare(BYTES).all() as { part: string; bytes: number }[];
    return { bytes: Object.fromEntries(rows.map(({ part, bytes }) => [part, bytes])), readings };
  } finally {
    database.close();
  }
}

/**
 * Bytes that each part may have on any day, of two people: where it stands after three weeks, and a quarter more. It grows
 * till then since Ben begins without nights, workouts and ECGs, and with some metrics that nobody had before.
 */
const MOST: Readonly<Record<string, number>> = {
  // Each topic that lies on the broker, and each metric, device and their readings, once.
  ...{ announced: 40_000, latest: 86_000, device: 6000 },
  // The records of ten days and ten more.
  ...{ 'note records/sleep': 59_000, 'note records/workouts': 22_000, 'note records/ecgs': 10_000 },
  // What has been fetched in detail of these.
  ...{ 'feed nights': 4800, 'feed ecg_signals': 3600 },
  // A night that is on its way, minute by minute.
  outbox: 64_000,
  // Ten days each: what was counted, and when they began.
  ...{ 'note activity': 7200, 'note midnights': 700 },
};
/** A few words: times, how far a feed has come and why not, a login, the groups of the last hour. */
const FEW = 800;
/** Until they are used again, by the archive. */
const MOST_FREE = 1024 * 1024;

/** Parts that have grown beyond what they are for. */
export function grownParts({ bytes }: Kept): string[] {
  const most = (part: string) => (part === 'free pages' ? MOST_FREE : (MOST[part] ?? FEW));
  return Object.entries(bytes).flatMap(([part, size]) => (size > most(part) ? [`${part}: ${size} bytes`] : []));
}
