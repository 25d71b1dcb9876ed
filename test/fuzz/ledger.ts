import type { PersonState } from '../../src/store/person-state.js';
import { SITES } from '../feeds/cloud.js';
import type { Place } from './bodies.js';
import type { Sent } from './hostile-cloud.js';

export type Row = Readonly<Record<string, unknown>>;

/** Everything that answers have said and that may still be shown: rows by place and id, as they were written. */
export interface Ledger {
  note(sent: Sent): void;
  rows(place: Place, id: unknown): readonly Row[];
  all(place: Place): readonly Row[];
  /** Forgets what a state does not speak of any more. */
  prune(state: PersonState): void;
}

/** Where the rows of an answer lie, and what each is known by. */
const WHERE: Partial<Record<Place, readonly [list: string, id: (row: Row) => unknown]>> = {
  [SITES.measures]: ['measuregrps', ({ grpid }) => grpid],
  [SITES.activity]: ['activities', ({ date }) => date],
  [SITES.sleep]: ['series', ({ id }) => id],
  [SITES.workouts]: ['series', ({ id }) => id],
  // A mean is of many of them, of whatever night.
  [SITES.nights]: ['series', () => PHASES],
  [SITES.intraday]: ['series', ({ timestamp }) => Number(timestamp)],
  [SITES.ecgs]: ['series', ({ ecg }) => fields(ecg).signalid],
  [SITES.devices]: ['devices', (row) => deviceOf(row)],
};

/** What a record is known by as long as the cloud has not said its id. */
const standIn = (row: Row) => `${Number(row.startdate)}-${deviceOf(row) ?? ''}`;
const deviceOf = (row: Row) =>
  [row.hash_deviceid, row.deviceid].find((id) => isNumberish(id) || (typeof id === 'string' && id));
const hasNoId: readonly Place[] = [SITES.sleep, SITES.workouts];

/** Goals have no id; the newest answers are enough. */
const KEPT_GOALS = 200;
/** What all phases of nights are known by. */
export const PHASES = 'phases';
const KEPT_PHASES = 2000;

export function createLedger(): Ledger {
  const places = new Map<Place, Map<string, Row[]>>();
  const at = (place: Place) => places.get(place) ?? places.set(place, new Map()).get(place)!;

  function add(place: Place, id: unknown, row: Row): void {
    const known = at(place);
    const rows = known.get(keyOf(id)) ?? [];
    // What is said again word for word takes no room.
    if (JSON.stringify(rows.at(-1)) !== JSON.stringify(row)) rows.push(row);
    known.set(keyOf(id), rows);
  }

  function keep(place: Place, wanted: ReadonlySet<string>): void {
    for (const id of at(place).keys()) if (!wanted.has(id)) at(place).delete(id);
  }

  return {
    note({ place, status, text }) {
      const body = bodyOf(status, text);
      if (body === undefined) return;
      if (place === SITES.goals) add(place, 'goals', fields(body.goals));
      if (place === SITES.intraday) {
        for (const [time, row] of Object.entries(fields(body.series))) add(place, Number(time), fields(row));
      }
      const [list = '', idOf = () => ''] = WHERE[place] ?? [];
      for (const row of rowsIn(body[list]).map(fields)) {
        add(place, idOf(row), row);
        // A row may come without its id, and later with it.
        if (hasNoId.includes(place)) add(place, standIn(row), row);
      }
    },
    rows(place, id) {
      const own = at(place).get(keyOf(id)) ?? [];
      if (!hasNoId.includes(place)) return own;
      return [...own, ...own.flatMap((row) => at(place).get(keyOf(standIn(row))) ?? [])];
    },
    all: (place) => [...at(place).values()].flat(),
    prune(state) {
      const readings = Object.values(state.readings).map(({ groupId }) => String(groupId));
      const records = Object.values(state.records ?? {}).flatMap((list) => list.map(({ id }) => id));
      const ids = new Set([...readings, ...records]);
      for (const place of hasNoId) {
        const rows = [...ids].flatMap((id) => at(place).get(id) ?? []);
        for (const row of rows) ids.add(standIn(row));
      }
      for (const place of [SITES.measures, SITES.sleep, SITES.workouts, SITES.ecgs]) keep(place, ids);
      keep(SITES.activity, new Set((state.activity ?? []).map(({ date }) => date)));
      keep(SITES.intraday, new Set([String(state.readings.heart_rate?.takenAt)]));
      const phases = at(SITES.nights).get(PHASES) ?? [];
      phases.splice(0, phases.length - KEPT_PHASES);
      keep(SITES.devices, new Set(Object.keys(state.devices)));
      at(SITES.goals)
        .get('goals')
        ?.splice(0, at(SITES.goals).get('goals')!.length - KEPT_GOALS);
    },
  };
}

/** Of a list, of an object with numbers for keys, or of one row alone. */
export function rowsIn(list: unknown): readonly unknown[] {
  if (Array.isArray(list)) return list;
  const rows = Object.entries(fields(list));
  return rows.every(([key]) => /^\d+$/.test(key)) ? rows.map(([, row]) => row) : [list];
}

/** Half a surrogate pair cannot be shown. */
function keyOf(id: unknown): string {
  return String(id).replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** The body of an answer that says that all went well; undefined for every other one. */
export function bodyOf(status: number, text: string): Row | undefined {
  if (status < 200 || status > 299) return undefined;
  try {
    const envelope = fields(JSON.parse(text.trim()));
    return isNumberish(envelope.status) && Number(envelope.status) === 0 ? fields(envelope.body) : undefined;
  } catch {
    return undefined;
  }
}

export function fields(value: unknown): Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Row) : {};
}

/** A number, or digits in quotes: Withings sends both. */
export function isNumberish(value: unknown): value is number | string {
  return (
    typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)))
  );
}
