import { readBody, readPart } from '../person-schemas.js';
import type { PersonState } from '../person-state.js';

/** One value of a person's state as it lies in the table `state`. */
export interface StateRow {
  readonly part: string;
  readonly key: string;
  readonly body: string;
}

/** What has to be written so that one state becomes another one. */
export interface StateChanges {
  readonly put: readonly StateRow[];
  readonly gone: readonly Omit<StateRow, 'body'>[];
}

/** A row for each entry. */
const MAPS = ['readings', 'devices', 'feeds', 'records'] as const;
/** One value as a whole, for what is small or changes as a whole. */
const NOTES = ['loginProblem', 'zoneFrom', 'midnights', 'seen', 'activity'] as const;

/** Without the outbox, which has an order. */
export function stateOf(rows: readonly StateRow[]): PersonState {
  const map = (part: (typeof MAPS)[number]) => {
    const own = rows.filter((row) => row.part === part);
    if (part === 'records' && own.length === 0) return {};
    return readPart(part, Object.fromEntries(own.map(({ key, body }) => [keyOf(key), readBody(body)])));
  };
  const noteOf = (key: string) => {
    const body = rows.find((row) => row.part === 'notes' && row.key === key)?.body;
    return body === undefined ? undefined : readBody(body);
  };
  const zone = noteOf('zone');
  return {
    ...{ readings: {}, devices: {}, feeds: {} },
    ...(typeof zone === 'string' && { zone }),
    ...Object.assign({}, ...MAPS.map(map), ...NOTES.map((key) => readPart(key, noteOf(key)))),
  };
}

/** What differs, but for the outbox. */
export function changesBetween(before: PersonState, after: PersonState): StateChanges {
  const all = [...MAPS.map((part) => mapChanges(part, before[part], after[part])), noteChanges(before, after)];
  return { put: all.flatMap(({ put }) => put), gone: all.flatMap(({ gone }) => gone) };
}

type Entries = Readonly<Record<string, unknown>>;

function mapChanges(part: string, before: Entries = {}, after: Entries = {}): StateChanges {
  if (before === after) return { put: [], gone: [] };
  const put = Object.entries(after).filter(([key, value]) => !Object.hasOwn(before, key) || before[key] !== value);
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key) || after[key] === undefined);
  return {
    put: put.flatMap(([key, value]) => rowOf(part, key, value)),
    gone: gone.map((key) => ({ part, key: keyText(key) })),
  };
}

function noteChanges(before: PersonState, after: PersonState): StateChanges {
  const changed = (['zone', ...NOTES] as const).filter((key) => before[key] !== after[key]);
  return {
    put: changed.flatMap((key) => rowOf('notes', key, after[key])),
    gone: changed.filter((key) => after[key] === undefined).map((key) => ({ part: 'notes', key })),
  };
}

function rowOf(part: string, key: string, value: unknown): StateRow[] {
  return value === undefined ? [] : [{ part, key: keyText(key), body: JSON.stringify(value) }];
}

/** A key as it lies in the table. No text of the database has a NUL in it; ids come from elsewhere. Usual ones stay as they are. */
export function keyText(key: string): string {
  return JSON.stringify(key).slice(1, -1);
}

function keyOf(text: string): string {
  return JSON.parse(`"${text}"`);
}
