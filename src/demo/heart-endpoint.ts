import { pageOf, readNumbers } from './day-rows.js';
import { invalid, success } from './reply.js';
import type { DataCall, DataEndpoint, Envelope } from './types.js';

/** POST /v2/heart action=list: recordings by their time, newest first. There is no `lastupdate`. */
export function heartEndpoints(pageSize: number): readonly DataEndpoint[] {
  return [{ path: '/v2/heart', action: 'list', scopes: ['user.metrics'], answer: (call) => listHeart(call, pageSize) }];
}

function listHeart({ person, params }: DataCall, pageSize: number): Envelope {
  const window = readNumbers(params, ['startdate', 'enddate']);
  if (typeof window === 'string') return invalid(window);
  const { startdate = 0, enddate = Number.POSITIVE_INFINITY } = window;
  const found = (person.ecgs ?? [])
    .filter(({ timestamp }) => timestamp >= startdate && timestamp <= enddate)
    .sort((a, b) => b.timestamp - a.timestamp);
  const page = pageOf(found, params, pageSize);
  if (page === undefined) return invalid('offset');
  return success({ series: page.rows, more: page.next !== undefined, offset: page.next ?? 0 });
}
