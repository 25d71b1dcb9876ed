import { freePort } from '../process/port.js';
import { folder } from '../process/world.js';
import { restartable, type Server } from './influxd.js';

export interface Victoria extends Server {
  /** How many values there are, by the name of the series. */
  counts(): Promise<Record<string, number>>;
  /** The instant answer to a query of PromQL. */
  query(query: string, at: number): Promise<unknown[]>;
  /** The series that answer it, day by day, for the last year. */
  range(query: string): Promise<unknown[]>;
}

/** VictoriaMetrics without anything in it. @param args beside its place and its port */
export async function startVictoria(args: readonly string[] = []): Promise<Victoria> {
  const [dir, port] = [await folder(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const own = [`-storageDataPath=${dir}/data`, `-httpListenAddr=127.0.0.1:${port}`];
  let first: readonly string[] | undefined = args;
  const server = await restartable(
    url,
    'victoria-metrics',
    (more) => [...own, ...(first ?? more)],
    /started VictoriaMetrics/,
  );
  first = undefined;

  return {
    ...server,
    async counts() {
      const answer = await fetch(`${url}/api/v1/export?match[]={account!=""}&start=0`);
      const lines = (await answer.text()).split('\n').filter(Boolean);
      const counts = new Map<string, number>();
      for (const { metric, values } of lines.map((line) => JSON.parse(line))) {
        const name = metric.__name__.replace('withings_', '');
        counts.set(name, (counts.get(name) ?? 0) + values.length);
      }
      return Object.fromEntries(counts);
    },
    query: (query, at) =>
      resultOf(`${url}/api/v1/query?${new URLSearchParams({ query, time: String(at), nocache: '1' })}`),
    range(query) {
      const end = Math.floor(Date.now() / 1000);
      const range = { start: String(end - 365 * 86_400), end: String(end), step: '1d' };
      return resultOf(`${url}/api/v1/query_range?${new URLSearchParams({ query, ...range, nocache: '1' })}`);
    },
  };
}

async function resultOf(url: string): Promise<unknown[]> {
  const { data } = (await (await fetch(url)).json()) as { readonly data: { readonly result: unknown[] } };
  return data.result;
}
