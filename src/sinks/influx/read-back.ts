import type { Delivery } from '../../store/store.js';
import type { Ask, InfluxRequest } from './ask.js';
import type { InfluxTarget } from './influx-target.js';
import { MEASUREMENT } from './points.js';

/** Whether the server has a reading that was written; `unknown` where it offers no way to look, or not to us. */
export type ReadBack = 'there' | 'gone' | 'unknown';

export type ServerKind = 'influxdb 1' | 'bucket' | 'numbers only';

/**
 * What the server is: InfluxDB names its build in each answer. Any other that speaks its old API, as VictoriaMetrics does,
 * keeps numbers only.
 *
 * @returns the reason why it cannot be told now
 */
export async function serverKindOf(
  ask: Ask,
  { bucket }: InfluxTarget,
): Promise<ServerKind | { readonly reason: string }> {
  if (bucket !== undefined) return 'bucket';
  const answer = await ask({ method: 'GET', path: '/ping', query: {} });
  if (answer.kind === 'away') return answer;
  if (answer.status === 429 || answer.status >= 500) return { reason: `HTTP ${answer.status}` };
  return answer.headers['x-influxdb-build'] === undefined ? 'numbers only' : 'influxdb 1';
}

/**
 * Looks for a reading at the server, one that nothing is older than.
 *
 * @param look another number each time: to the same words VictoriaMetrics repeats for seconds that there is nothing
 */
export async function readBack(
  ask: Ask,
  target: InfluxTarget,
  kind: ServerKind,
  { person, reading }: Delivery,
  look: number,
): Promise<ReadBack> {
  const [account, at] = [person.name ?? '', reading.takenAt];
  if (kind === 'bucket') return verdictOf(ask, fluxRequest(target, reading.metric, at), hasRow);
  if (kind === 'influxdb 1') return verdictOf(ask, influxQlRequest(target, reading.metric, at), hasSeries);
  const query = { 'match[]': `{account=${JSON.stringify(account)},look!="${look}"}`, start: '0', end: String(at) };
  return verdictOf(ask, { method: 'GET', path: '/api/v1/export', query }, hasTimestamps);
}

async function verdictOf(
  ask: Ask,
  request: InfluxRequest,
  isThere: (text: string) => boolean | undefined,
): Promise<ReadBack> {
  const answer = await ask(request);
  const found = answer.kind === 'answer' && answer.status === 200 ? isThere(answer.text) : undefined;
  if (found === undefined) return 'unknown';
  return found ? 'there' : 'gone';
}

function influxQlRequest({ database }: InfluxTarget, metric: string, at: number): InfluxRequest {
  const q = `select "${metric}" from "${MEASUREMENT}" where time >= ${at}s and time < ${at + 1}s limit 1`;
  return { method: 'GET', path: '/query', query: { db: database, epoch: 's', q } };
}

function fluxRequest({ bucket, org }: InfluxTarget, metric: string, at: number): InfluxRequest {
  const body = `from(bucket: ${JSON.stringify(bucket)})
    |> range(start: ${at}, stop: ${at + 1})
    |> filter(fn: (r) => r._measurement == "${MEASUREMENT}" and r._field == "${metric}")
    |> limit(n: 1)`;
  const headers = { 'Content-Type': 'application/vnd.flux', Accept: 'application/csv' };
  return { method: 'POST', path: '/api/v2/query', query: { org }, headers, body };
}

/** `{"results":[{"series":[…]}]}`; without `series` nothing was found. */
function hasSeries(text: string): boolean | undefined {
  if (!text.includes('"results"') || text.includes('"error"')) return undefined;
  return text.includes('"series"');
}

/** Annotated CSV: a row has the number of its table in the third column. */
function hasRow(text: string): boolean | undefined {
  return text.includes('error') ? undefined : /^,[^,]*,\d+,/m.test(text);
}

/** A line of JSON for each series. */
function hasTimestamps(text: string): boolean | undefined {
  if (text.trim() === '') return false;
  return text.includes('"timestamps"') ? true : undefined;
}
