import type { InfluxTarget } from './influx-target.js';
import { MEASUREMENT } from './points.js';

/** How somebody deletes there what an account has: the bridge deletes nothing. */
export interface Deletion {
  /** Which server understands it. */
  readonly server: string;
  /** For a shell. */
  readonly command: string;
}

/** Of the servers that may be behind a target. InfluxDB 3 can delete a whole table only. */
export function deletionsOf({ url, database, username, bucket, org }: InfluxTarget, account: string): Deletion[] {
  if (bucket !== undefined) {
    const place = [`--host ${quoted(url)}`, ...(org === undefined ? [] : [`--org ${quoted(org)}`])];
    const span = '--start 1970-01-01T00:00:00Z --stop 2100-01-01T00:00:00Z';
    const predicate = `--predicate ${quoted(`_measurement="${MEASUREMENT}" AND account="${account}"`)}`;
    const command = `influx delete ${[...place, `--bucket ${quoted(bucket)}`, span, predicate].join(' ')}`;
    return [{ server: 'InfluxDB 2', command }];
  }
  const curl = ['curl', ...(username === undefined ? [] : [`-u ${quoted(username)}`])].join(' ');
  const field = (text: string) => `--data-urlencode ${quoted(text)}`;
  // No account has a character in its name that would need another way to write it.
  const query = `--data-urlencode "q=drop series from ${MEASUREMENT} where account = '${account}'"`;
  const series = `match[]={__name__=~"${MEASUREMENT}_.*",account="${account}",db=${JSON.stringify(database)}}`;
  const deleteSeries = quoted(`${url}/api/v1/admin/tsdb/delete_series`);
  return [
    { server: 'InfluxDB 1', command: `${curl} ${quoted(`${url}/query`)} ${field(`db=${database}`)} ${query}` },
    { server: 'VictoriaMetrics', command: `${curl} ${deleteSeries} ${field(series)}` },
  ];
}

function quoted(text: string): string {
  return /^[\w:/.=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
