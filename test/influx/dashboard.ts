import { readFileSync } from 'node:fs';
import type { GrafanaDashboard } from '../../scripts/grafana-dashboard.mjs';

/** What the panels of a dashboard ask for anna, about all times. */
export function queriesOf(file: 'influxql.json' | 'promql.json'): string[] {
  const text = readFileSync(new URL(`../../examples/grafana/${file}`, import.meta.url), 'utf8');
  const { panels } = JSON.parse(text) as GrafanaDashboard;
  return panels
    .flatMap(({ targets }) => targets.map(({ query, expr }) => query ?? expr ?? ''))
    .map((query) => query.replace('$account', 'anna').replace('$timeFilter', 'time > 0').replace('$__interval', '1d'));
}
