import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startProcess } from '../e2e/processes.js';
import { freePort } from '../process/port.js';
import { folder } from '../process/world.js';

/** A server of time series on a free port of 127.0.0.1, which ends with the test. */
export interface Server {
  readonly url: string;
  stop(): Promise<void>;
  /** On the same port, with what it holds. @param args what it is started with from now on */
  start(args?: readonly string[]): Promise<void>;
}

export interface Influxd extends Server {
  /** The table of a query of InfluxQL: a row for each time and series, by the names of its columns. */
  query(q: string): Promise<Record<string, unknown>[]>;
  /** Points that it has, by field. */
  counts(): Promise<Record<string, number>>;
}

interface Answer {
  readonly error?: string;
  readonly results?: readonly [{ readonly error?: string; readonly series?: readonly Series[] }];
}

interface Series {
  readonly columns: readonly string[];
  readonly values: readonly (readonly unknown[])[];
  readonly tags?: object;
}

export const DATABASE = 'health';
export const ADMIN = { username: 'admin', password: 'admin-geheim' };

/** InfluxDB 1 with an empty database. @param auth whether it wants a login */
export async function startInfluxd(auth = false): Promise<Influxd> {
  const [dir, port] = [await folder(), await freePort()];
  const config = join(dir, 'influxdb.conf');
  await writeFile(
    config,
    `reporting-disabled = true
bind-address = "127.0.0.1:0"
[meta]
  dir = "${dir}/meta"
[data]
  dir = "${dir}/data"
  wal-dir = "${dir}/wal"
[http]
  bind-address = "127.0.0.1:${port}"
  auth-enabled = ${auth}
`,
  );
  const url = `http://127.0.0.1:${port}`;
  const server = await restartable(url, 'influxd', () => ['-config', config], /Listening on HTTP/);

  async function query(q: string): Promise<Record<string, unknown>[]> {
    const login = new URLSearchParams({ u: ADMIN.username, p: ADMIN.password });
    const body = new URLSearchParams({ q, db: DATABASE, epoch: 's' });
    const answer = await fetch(`${url}/query?${login}`, { method: 'POST', body });
    const { results, error } = (await answer.json()) as Answer;
    if (!results) throw new Error(error);
    if (results[0].error) throw new Error(results[0].error);
    return (results[0].series ?? []).flatMap(({ columns, values, tags }) =>
      values.map((row) => ({ ...tags, ...Object.fromEntries(columns.map((name, index) => [name, row[index]])) })),
    );
  }

  if (auth) await query(`create user ${ADMIN.username} with password '${ADMIN.password}' with all privileges`);
  // A shard for each week, as by default, would be a hundred files to make.
  await query(`create database ${DATABASE} with duration inf shard duration 260w`);
  return {
    ...server,
    query,
    async counts() {
      const [row = {}] = await query('select count(*) from withings');
      const fields = Object.entries(row).filter(([name, count]) => name.startsWith('count_') && count !== null);
      return Object.fromEntries(fields.map(([name, count]) => [name.replace('count_', ''), Number(count)]));
    },
  };
}

/** A program that can be stopped and started again. @param runs what it prints when it can be asked */
export async function restartable(
  url: string,
  command: string,
  argumentsOf: (more: readonly string[]) => readonly string[],
  runs: RegExp,
): Promise<Server> {
  let more: readonly string[] = [];
  let running = await start();

  async function start() {
    const process = await startProcess(command, argumentsOf(more));
    await process.prints(runs);
    return process;
  }

  return {
    url,
    stop: () => running.stop(),
    async start(args = more) {
      more = args;
      running = await start();
    },
  };
}
