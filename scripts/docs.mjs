// Writes docs/metrics.md from the catalogue of the built program, docs/feeds.md from its list of feeds, and docs/migrate.md
// from migration.mjs, docs/blueprints.md from the blueprints, the plan in docs/scale.md, and the dashboards for Grafana; with
// --check it only says which of them is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { clusterInstruments } from '../dist/cluster/gauges.js';
import { FEEDS } from '../dist/feeds/index.js';
import { accountMetric, allMetrics, deviceMetric } from '../dist/metrics/catalogue/index.js';
import { blueprintsPage, readBlueprints } from './blueprints.mjs';
import { clusterDashboard } from './cluster-dashboard.mjs';
import { feedsPage } from './feeds-page.mjs';
import { grafanaDashboard } from './grafana-dashboard.mjs';
import { migrationPage } from './migration-page.mjs';
import { planTable } from './scale-plan.mjs';

const pages = [
  ['../docs/metrics.md', metricsPage(allMetrics())],
  ['../docs/feeds.md', feedsPage(FEEDS)],
  ['../docs/migrate.md', migrationPage((key) => accountMetric(key) ?? deviceMetric(key))],
  ['../docs/blueprints.md', blueprintsPage(readBlueprints())],
  ['../docs/scale.md', scalePage()],
  ['../examples/grafana/influxql.json', dashboard('influxql')],
  ['../examples/grafana/promql.json', dashboard('promql')],
  ['../examples/grafana/withings2mqtt-cluster.json', json(clusterDashboard(clusterInstruments()))],
];

for (const [path, wanted] of pages) {
  const file = new URL(path, import.meta.url);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, wanted);
  } else if (wanted !== committed(file)) {
    console.error(`${path.slice(3)} is stale; run: npm run docs`);
    process.exitCode = 1;
  }
}

function dashboard(language) {
  return json(grafanaDashboard(language, accountMetric));
}

function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** As it is, with the plan worked out anew. */
function scalePage() {
  const page = readFileSync(new URL('../docs/scale.md', import.meta.url), 'utf8');
  const plan = planTable([10_000, 100_000, 1_000_000]);
  return page.replace(/(<!-- plan -->)[\s\S]*?(<!-- end of plan -->)/, `$1\n\n${plan}\n\n$2`);
}

function metricsPage(metrics) {
  const of = (owner) => metrics.filter((metric) => metric.owner === owner);
  return `# Metrics

Written by \`npm run docs\` from the catalogue. A metric's key is its topic, \`withings/<account>/<key>\`, and its entity in
Home Assistant, \`sensor.withings_<account>_<key>\`, or of the domain that the last column names. An entity appears with the
metric's first value. *Off* means that Home Assistant makes the entity disabled, for you to switch on. An account has an event
and a button besides, \`event.withings_<account>_reading\` and \`button.withings_<account>_refresh\`.

A measure at a place on the body has that place behind its key, such as \`fat_mass_left_arm\`; one for the whole body
has none. A type that Withings has not documented is published as \`measure_<code>\`, off by default; 18, the speed of
a goal in groups of old accounts, is no measure.

A negative number is Withings' way to say that there is none: such a metric has no value, but for temperatures,
differences and undocumented types. What is dated more than a day ahead of Withings' own clock is left out, with a line in
the log. A measure that Withings calls inconclusive has \`inconclusive: true\` among its attributes and in its event, and is
shown only where its day has no conclusive one. It counts in no average, no chart and no statistic; \`export\` and InfluxDB
have it.

QRS, PR, QT and QTc intervals are in milliseconds. Withings does not say in which unit it sends them, and clients
disagree: a value below 5 is taken for seconds, any other for milliseconds.

A weigh-in that was entered by hand, or whose impedance could not be measured, comes with a fat of 0 and a fat free mass
that equals the weight. Nobody measured those three, and they are left out.

## Of an account

${table(of('account'))}

## Of a Withings device

Below \`withings/device/<id>/\`; in Home Assistant \`sensor.withings_<model>_<key>\`.

${table(of('device'))}
`;
}

function table(metrics) {
  const head =
    '| key | meaning | unit | source | device class | state class | in Home Assistant |\n|---|---|---|---|---|---|---|';
  const rows = metrics.map(
    ({ key, name, unit, source, deviceClass, stateClass, enabledByDefault, platform }) =>
      `| \`${key}\` | ${name} | ${unit ?? ''} | ${source} | ${deviceClass ?? ''} | ${stateClass ?? ''} | ${enabledByDefault ? 'on' : 'off'}${domain(platform)} |`,
  );
  return [head, ...rows].join('\n');
}

/** Behind what stands before, where it is not what most entities are. */
function domain(platform) {
  return platform === 'sensor' ? '' : `, \`${platform}\``;
}

function committed(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
