// The bare minimum of a first sync, for whoever wants nothing but the numbers in a table:
// `node bare-sync.js URL TOKEN FILE` asks for every page, parses it, and inserts each value, a transaction for each page.
import Database from 'libsql';

const [url = '', token = '', file = ''] = process.argv.slice(2);
const FEEDS = [
  ['measure', 'getmeas'],
  ['v2/measure', 'getworkouts'],
  ['v2/measure', 'getactivity'],
  ['v2/sleep', 'getsummary'],
  ['v2/heart', 'list'],
] as const;

interface Page {
  readonly body: { readonly more?: number | boolean; readonly offset?: number } & Readonly<Record<string, unknown>>;
}

const database = new Database(file);
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec(
  'create table reading (metric text, taken_at integer, group_id text, value any, primary key (metric, taken_at, group_id)) without rowid',
);
const insert = database.prepare('insert or replace into reading values (?, ?, ?, ?)');
for (const [path, action] of FEEDS) {
  let offset: number | undefined;
  do {
    const { body } = await ask(path, action, offset);
    database.transaction(() => {
      for (const row of rowsOf(body)) store(row, action);
    })();
    offset = body.more ? body.offset : undefined;
  } while (offset !== undefined);
}
database.close();

async function ask(path: string, action: string, offset: number | undefined): Promise<Page> {
  const range = { startdateymd: '2000-01-01', enddateymd: '2100-01-01', startdate: '0', enddate: '4102444800' };
  const when = action === 'getmeas' ? { lastupdate: '0' } : range;
  const body = new URLSearchParams({ action, ...when, ...(offset !== undefined && { offset: String(offset) }) });
  const answer = await fetch(`${url}/${path}`, { method: 'POST', headers: { Authorization: `Bearer ${token}` }, body });
  return (await answer.json()) as Page;
}

type Row = Readonly<Record<string, unknown>>;

function rowsOf(body: Row): readonly Row[] {
  const list = Object.values(body).find((value) => Array.isArray(value));
  return (list ?? []) as readonly Row[];
}

function store(row: Row, action: string): void {
  const takenAt = Number(row.date ?? row.startdate ?? row.timestamp) || 0;
  const group = String(row.grpid ?? row.id ?? row.date ?? takenAt);
  const measures = row.measures as readonly { type: number; value: number; unit: number }[] | undefined;
  if (measures) {
    for (const { type, value, unit } of measures) insert.run(`${type}`, takenAt, group, value * 10 ** unit);
    return;
  }
  for (const [key, value] of Object.entries({ ...row, ...(row.data as Row) })) {
    if (typeof value === 'number') insert.run(`${action} ${key}`, takenAt, group, value);
  }
}
