// @ts-check
/** @typedef {import('../src/metrics/metric.js').Metric} Metric */
/** @typedef {'influxql' | 'promql'} Language */

/** How a panel draws: lines with points, or bars; those of `stack` on top of each other. */
const LINES = { drawStyle: 'line', showPoints: 'auto', spanNulls: true, lineWidth: 2, pointSize: 5, fillOpacity: 0 };
const BARS = { drawStyle: 'bars', lineWidth: 0, fillOpacity: 80, barAlignment: 0 };
const STACK = { ...BARS, stacking: { mode: 'normal', group: 'A' } };

/** Titles, and the metrics that each panel shows: names and units are the catalogue's. */
const PANELS = [
  { title: 'Weight', keys: ['weight'], custom: LINES, width: 12 },
  { title: 'Body composition', keys: ['fat_ratio'], custom: LINES, width: 6 },
  { title: 'Muscle, bone and water', keys: ['muscle_mass', 'bone_mass', 'hydration'], custom: LINES, width: 6 },
  { title: 'Sleep', keys: ['sleep_deep', 'sleep_light', 'sleep_rem', 'sleep_awake'], custom: STACK, width: 12 },
  { title: 'Sleep score', keys: ['sleep_score'], custom: LINES, width: 6 },
  {
    title: 'Heart rate asleep',
    keys: ['sleep_heart_rate_average', 'sleep_heart_rate_min', 'sleep_heart_rate_max'],
    custom: LINES,
    width: 6,
  },
  { title: 'Steps', keys: ['activity_steps'], custom: BARS, width: 12 },
  {
    title: 'Activity',
    keys: ['activity_soft_duration', 'activity_moderate_duration', 'activity_intense_duration'],
    custom: STACK,
    width: 12,
  },
  { title: 'Blood pressure', keys: ['systolic_blood_pressure', 'diastolic_blood_pressure'], custom: LINES, width: 12 },
  { title: 'Pulse', keys: ['heart_pulse'], custom: LINES, width: 12 },
];

/** Units of the catalogue as Grafana calls them; any other is put behind the number as it is. */
const UNITS = { kg: 'masskg', h: 'h', min: 'm', '%': 'percent', mmHg: 'pressuremmhg', steps: 'none', points: 'none' };
const HEIGHT = 9;
const ROW = 24;

/**
 * A dashboard for Grafana 10 and newer, as its own export has it: for InfluxDB by InfluxQL, or for VictoriaMetrics by PromQL.
 *
 * @param {Language} language
 * @param {(key: string) => Metric | undefined} metricOf
 */
export function grafanaDashboard(language, metricOf) {
  const datasource = { type: language === 'influxql' ? 'influxdb' : 'prometheus', uid: `\${datasource}` };
  let at = 0;
  const panels = PANELS.map(({ title, keys, custom, width }, index) => {
    const metrics = keys.map((key) => {
      const metric = metricOf(key);
      if (!metric) throw new Error(`the dashboard has ${key}, which is no metric`);
      return metric;
    });
    const gridPos = { x: at % ROW, y: Math.floor(at / ROW) * HEIGHT, w: width, h: HEIGHT };
    at += width;
    return {
      ...{ id: index + 1, type: 'timeseries', title, datasource, gridPos, interval: '1h' },
      fieldConfig: { defaults: { unit: unitOf(metrics[0]?.unit ?? null), custom }, overrides: [] },
      options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi' } },
      targets: metrics.map((metric, number) => ({
        refId: String.fromCharCode(65 + number),
        datasource,
        ...(language === 'influxql' ? influxQl(metric) : promQl(metric)),
      })),
    };
  });
  return {
    ...{ uid: `withings2mqtt-${language}`, title: 'Withings', tags: ['withings'], schemaVersion: 39, version: 1 },
    ...{ timezone: 'browser', editable: true, graphTooltip: 1, time: { from: 'now-1y', to: 'now' }, panels },
    templating: { list: [datasourceVariable(datasource.type), accountVariable(language, datasource)] },
  };
}

/** Every reading is a point; nothing has to be averaged. @param {Metric} metric */
function influxQl({ key, name }) {
  const query = `SELECT "${key}" FROM "withings" WHERE "account" = '$account' AND $timeFilter`;
  return { rawQuery: true, query, resultFormat: 'time_series', alias: name };
}

/**
 * A reading counts for the step it lies in: a value of yesterday is none of today. Of a total, which grows at the midnight
 * of its day, VictoriaMetrics keeps every state, and the greatest is the last one.
 *
 * @param {Metric} metric
 */
function promQl({ key, name, stateClass }) {
  const rollup = stateClass === 'total' ? 'max_over_time' : 'last_over_time';
  return { expr: `max(${rollup}(withings_${key}{account="$account"}[$__interval]))`, range: true, legendFormat: name };
}

/** @param {string} type */
function datasourceVariable(type) {
  return { name: 'datasource', label: 'Data source', type: 'datasource', query: type, refresh: 1 };
}

/**
 * @param {Language} language
 * @param {object} datasource
 */
function accountVariable(language, datasource) {
  const query =
    language === 'influxql'
      ? 'SHOW TAG VALUES FROM "withings" WITH KEY = "account"'
      : 'label_values(withings_weight, account)';
  return { name: 'account', label: 'Account', type: 'query', datasource, query, refresh: 1, sort: 1 };
}

/** @param {string | null} unit */
function unitOf(unit) {
  if (unit === null) return 'none';
  return UNITS[/** @type {keyof typeof UNITS} */ (unit)] ?? `suffix: ${unit}`;
}
