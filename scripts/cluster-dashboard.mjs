// @ts-check
/** @typedef {import('../src/telemetry.js').Instruments} Instruments */

/**
 * Titles, and what each panel shows: a query in which {key} is the name of an instrument, and what the line is called.
 * What the bridges tell of all together is the same on each: the newest of them counts, which max gives where they differ
 * by seconds.
 */
const PANELS = [
  {
    title: 'People',
    unit: 'none',
    lines: [
      ['max({people})', 'accounts'],
      ['max({peopleConnected})', 'connected'],
      ['max({peopleDisabled})', 'switched off'],
      ['max({loginsLost})', 'to be authorised again'],
    ],
  },
  {
    title: 'Bridges',
    unit: 'none',
    lines: [
      ['max({bridges})', 'live'],
      ['sum({leads})', 'lead'],
      ['sum({brokerUp})', 'with a broker'],
    ],
  },
  { title: 'Oldest turn that is due', unit: 's', lines: [['max({oldestDue})', 'late']] },
  {
    title: 'Turns',
    unit: 'none',
    lines: [
      ['max({jobsDue})', 'due'],
      ['max({jobsUnderWay})', 'under way'],
    ],
  },
  { title: 'Turns a second', unit: 'ops', lines: [['sum by (outcome) (rate({turns}[5m]))', '{{outcome}}']] },
  { title: 'Budget: calls left in the next minute', unit: 'none', lines: [['min({budgetLeft})', 'calls']] },
  {
    title: 'Calls to Withings a minute',
    unit: 'none',
    lines: [['60 * sum by (action, outcome) (rate({requests}[5m]))', '{{action}} {{outcome}}']],
  },
  {
    title: 'Refreshes of logins a minute',
    unit: 'none',
    lines: [['60 * sum by (outcome) (rate({requests}{action="requesttoken"}[5m]))', '{{outcome}}']],
  },
  {
    title: 'Takeovers an hour',
    unit: 'none',
    lines: [
      ['sum(increase({takeovers}[1h]))', 'bridges found dead'],
      ['sum(increase({interrupted}[1h]))', 'turns that were cut off'],
    ],
  },
  { title: 'Messages to the broker a second', unit: 'ops', lines: [['sum(rate({publishes}[5m]))', 'acknowledged']] },
];
const HEIGHT = 8;
const WIDTH = 12;
const DATASOURCE = { type: 'prometheus', uid: `\${datasource}` };
const CUSTOM = { drawStyle: 'line', lineWidth: 2, fillOpacity: 10, showPoints: 'never' };

/**
 * A dashboard for Grafana 10 and newer, as its own export has it, of bridges that share a store.
 *
 * @param {Instruments} instruments
 */
export function clusterDashboard(instruments) {
  const panels = PANELS.map(({ title, unit, lines }, index) => ({
    ...{ id: index + 1, type: 'timeseries', title, datasource: DATASOURCE },
    gridPos: { x: (index % 2) * WIDTH, y: Math.floor(index / 2) * HEIGHT, w: WIDTH, h: HEIGHT },
    fieldConfig: { defaults: { unit, min: 0, custom: CUSTOM }, overrides: [] },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi' } },
    targets: lines.map(([query = '', legendFormat], line) => ({
      ...{ refId: String.fromCharCode(65 + line), datasource: DATASOURCE, range: true },
      ...{ expr: named(query, instruments), legendFormat },
    })),
  }));
  const datasource = { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus', refresh: 1 };
  return {
    ...{ uid: 'withings2mqtt-cluster', title: 'withings2mqtt: many accounts', tags: ['withings'] },
    ...{ schemaVersion: 39, version: 1, timezone: 'browser', editable: true, graphTooltip: 1, refresh: '30s' },
    ...{ time: { from: 'now-6h', to: 'now' }, panels, templating: { list: [datasource] } },
  };
}

/**
 * @param {string} query
 * @param {Instruments} instruments
 */
function named(query, instruments) {
  return query.replace(/\{(\w+)\}/g, (_, key) => {
    const name = instruments[/** @type {keyof Instruments} */ (key)]?.name;
    if (!name) throw new Error(`the dashboard has ${key}, which no bridge tells`);
    return name;
  });
}
