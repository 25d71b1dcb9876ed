import { invalid, success } from './reply.js';
import type { Envelope, Params } from './types.js';

/** What the cloud selects by: the day a row belongs to, and its last change in seconds. */
interface DayRow {
  readonly date: string;
  readonly modified: number;
}

export interface DayAnswer<Row> {
  readonly rows: readonly Row[] | undefined;
  /** Where the rows lie in the body. */
  readonly listKey: 'activities' | 'series';
  readonly pageSize: number;
  /** `offset` of the last page, where it means nothing. */
  readonly lastOffset: number;
  /** The row with just the fields that `data_fields` names; undefined where it names none. */
  readonly show: (row: Row, fields: ReadonlySet<string> | undefined) => unknown;
}

/**
 * What getactivity, getworkouts and sleep getsummary have in common: `startdateymd` with `enddateymd` (both days
 * included), or `lastupdate` (changed after it), which wins where all are given; 503 where neither is complete.
 */
export function answerDays<Row extends DayRow>(params: Params, answer: DayAnswer<Row>): Envelope {
  const found = select(answer.rows ?? [], params);
  if (typeof found === 'string') return invalid(found);
  const page = pageOf(found, params, answer.pageSize);
  if (page === undefined) return invalid('offset');
  const fields = namedFields(params);
  return success({
    [answer.listKey]: page.rows.map((row) => answer.show(row, fields)),
    more: page.next !== undefined,
    offset: page.next ?? answer.lastOffset,
  });
}

/** The rows in the order of their last change, as recorded; or the name of the parameter that is wrong. */
function select<Row extends DayRow>(rows: readonly Row[], params: Params): Row[] | string {
  const { lastupdate, startdateymd = '', enddateymd = '' } = params;
  if (lastupdate) {
    if (!/^\d+$/.test(lastupdate)) return 'lastupdate';
    return inOrder(rows.filter(({ modified }) => modified > Number(lastupdate)));
  }
  if (!isDay(startdateymd)) return 'startdateymd';
  if (!isDay(enddateymd)) return 'enddateymd';
  return inOrder(rows.filter(({ date }) => date >= startdateymd && date <= enddateymd));
}

function inOrder<Row extends DayRow>(rows: Row[]): Row[] {
  return rows.sort((a, b) => a.modified - b.modified);
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** A page from `offset` on, and where the next one begins if there is one; undefined for an offset that is no number. */
export function pageOf<Row>(rows: readonly Row[], { offset = '' }: Params, pageSize: number) {
  if (!/^\d*$/.test(offset)) return undefined;
  const end = Number(offset) + pageSize;
  return { rows: rows.slice(Number(offset), end), next: end < rows.length ? end : undefined };
}

/** What `data_fields` names; undefined where it is missing. */
export function namedFields({ data_fields: fields }: Params): ReadonlySet<string> | undefined {
  return fields ? new Set(fields.split(',')) : undefined;
}

/** The entries with these names. */
export function pick<Value>(
  from: Readonly<Record<string, Value>>,
  isWanted: (name: string) => boolean,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => isWanted(name)));
}

/** Numbers among the parameters by name (missing or empty: undefined), or the name of the one that is no number. */
export function readNumbers<Name extends string>(
  params: Params,
  names: readonly Name[],
): { readonly [name in Name]?: number } | string {
  const given = names.filter((name) => params[name]);
  const wrong = given.find((name) => !/^\d+$/.test(params[name] ?? ''));
  return (
    wrong ?? (Object.fromEntries(given.map((name) => [name, Number(params[name])])) as { [name in Name]?: number })
  );
}
