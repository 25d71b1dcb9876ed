import type { Metric } from '../src/metrics/metric.js';

export interface GrafanaDashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly query?: string; readonly expr?: string }[];
  }[];
}

export function grafanaDashboard(
  language: 'influxql' | 'promql',
  metricOf: (key: string) => Metric | undefined,
): GrafanaDashboard;
