import { invalid, success } from './reply.js';
import type { DataCall, DataEndpoint, Envelope, MeasureGroup, Params } from './types.js';

const NUMBERS = ['meastype', 'category', 'startdate', 'enddate', 'lastupdate', 'offset'] as const;
type Filter = { readonly [name in (typeof NUMBERS)[number]]?: number } & { readonly types?: ReadonlySet<number> };

/** POST /measure action=getmeas: newest first, a page at a time. */
export function measureEndpoints(pageSize: number): readonly DataEndpoint[] {
  return [
    {
      path: '/measure',
      action: 'getmeas',
      scopes: ['user.metrics'],
      answer: (call) => getMeasures(call, pageSize),
    },
  ];
}

function getMeasures({ person, params, now }: DataCall, pageSize: number): Envelope {
  const filter = readFilter(params);
  if (typeof filter === 'string') return invalid(filter);
  const groups = select(person.measuregrps, filter);
  const offset = filter.offset ?? 0;
  const end = offset + pageSize;
  return success({
    updatetime: Math.floor(now / 1000),
    timezone: person.timezone,
    measuregrps: groups.slice(offset, end),
    ...(end < groups.length && { more: 1, offset: end }),
  });
}

/** The filter, or the name of the parameter that is not a number. */
function readFilter(params: Params): Filter | string {
  const given = NUMBERS.filter((name) => params[name] !== undefined && params[name] !== '');
  const wrong = given.find((name) => !/^\d+$/.test(params[name] ?? ''));
  if (wrong !== undefined) return wrong;
  if (!/^(\d+(,\d+)*)?$/.test(params.meastypes ?? '')) return 'meastypes';
  const types = [params.meastype, ...(params.meastypes ?? '').split(',')].filter((text) => text).map(Number);
  return {
    ...Object.fromEntries(given.map((name) => [name, Number(params[name])])),
    ...(types.length > 0 && { types: new Set(types) }),
  };
}

function select(groups: readonly MeasureGroup[], filter: Filter): MeasureGroup[] {
  const { types, category } = filter;
  return groups
    .filter((group) => (category === undefined || group.category === category) && inTime(group, filter))
    .map((group) => (types ? { ...group, measures: group.measures.filter(({ type }) => types.has(type)) } : group))
    .filter((group) => !types || group.measures.length > 0)
    .sort((a, b) => b.date - a.date || b.grpid - a.grpid);
}

/** `lastupdate` stands instead of the dates; without any of the three nothing is found. */
function inTime(group: MeasureGroup, { startdate, enddate, lastupdate }: Filter): boolean {
  if (lastupdate !== undefined) return group.created > lastupdate || group.modified > lastupdate;
  if (startdate === undefined && enddate === undefined) return false;
  return group.date >= (startdate ?? 0) && group.date <= (enddate ?? Number.POSITIVE_INFINITY);
}
