import { pageOf, readNumbers } from './day-rows.js';
import { signalOf } from './ecg-rows.js';
import { invalid, success } from './reply.js';
import type { DataCall, DataEndpoint, Envelope } from './types.js';

/**
 * POST /v2/heart: list (recordings by their time, newest first; there is no `lastupdate`) and get (the signal of one).
 */
export function heartEndpoints(pageSize: number): readonly DataEndpoint[] {
  const common = { path: '/v2/heart', scopes: ['user.metrics'] };
  return [
    { ...common, action: 'list', answer: (call) => listHeart(call, pageSize) },
    { ...common, action: 'get', answer: getHeart },
  ];
}

function getHeart({ person, params }: DataCall): Envelope {
  const found = (person.ecgs ?? []).find(({ ecg }) => String(ecg?.signalid) === params.signalid);
  if (found === undefined) return invalid('signalid');
  const { model, heart_rate, curve = signalOf(found) } = found;
  return success({ ...curve, model, heart_rate });
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
  return success({
    series: page.rows.map(({ curve: _, ...row }) => row),
    more: page.next !== undefined,
    offset: page.next ?? 0,
  });
}
