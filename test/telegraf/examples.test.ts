import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readingsOfDay } from '../../src/feeds/activity/days.js';
import { ACTIVITY_METRICS } from '../../src/metrics/catalogue/activity.js';
import { accountMetric } from '../../src/metrics/catalogue/index.js';
import { decodeActivity } from '../../src/metrics/decode/activity.js';
import type { Reading } from '../../src/metrics/reading.js';
import { readingPayloads } from '../../src/mqtt/payload.js';
import { createTopics } from '../../src/mqtt/topics.js';
import { archiveRow, CSV } from '../../src/page/archive-format.js';
import type { ActivityDay } from '../../src/withings/activity.js';
import { zoneClock } from '../../src/withings/zone-clock.js';
import { sampleReading } from '../mqtt/samples.js';

/** The settings of a file: TOML, as far as these use it. */
function settingsOf(file: string) {
  const text = readFileSync(new URL(`../../examples/telegraf/${file}`, import.meta.url), 'utf8');
  const lines = text.split('\n').flatMap((line) => {
    const [, key, value] = /^\s*([a-z_0-9]+) = (.+)$/.exec(line) ?? [];
    return key && value ? [[key, value] as const] : [];
  });
  const all = (key: string) => lines.filter(([one]) => one === key).map(([, value]) => value);
  const list = (key: string): string[] => JSON.parse(all(key)[0] ?? '[]');
  return { text, all, list, one: (key: string): string => JSON.parse(all(key)[0] ?? '""') };
}

const WEIGHT = accountMetric('weight')!;
const READING = sampleReading();
const COLUMNS = CSV.head.trim().split(',');
const OPTIONS = { units: 'metric', zone: 'Europe/Vienna' } as const;

/** What a GJSON path finds that names an attribute, or several of which the first that is there counts: `[a,b].0`. */
function found(path: string, attributes: Readonly<Record<string, unknown>>): unknown {
  const names = /^\[([a-z_,]+)\]\.0$/.exec(path)?.[1]?.split(',') ?? [path];
  const there = names.find((name) => name in attributes);
  return there === undefined ? undefined : attributes[there];
}

/** Go's words for ISO 8601 with an offset. */
const GO_TIME = '2006-01-02T15:04:05Z07:00';
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;

describe('archive.conf', () => {
  const { one, list, text } = settingsOf('archive.conf');

  it('has a type for each column of export, that of the value a number, and names only columns that there are', () => {
    const types = list('csv_column_types');
    const named = [one('csv_measurement_column'), one('csv_timestamp_column'), ...list('csv_tag_columns')];

    expect(types.map((type, index) => [COLUMNS[index], type])).toEqual(
      COLUMNS.map((column) => [column, column === 'value' ? 'float' : 'string']),
    );
    expect([...named, ...list('fieldinclude')].filter((column) => !COLUMNS.includes(column))).toEqual([]);
    expect(text).toContain('withings2mqtt export anna -c ');
  });

  it('reads times as export writes them', () => {
    const { taken } = archiveRow(READING, WEIGHT, { units: 'metric', time: zoneClock('America/New_York') });

    expect(one('csv_timestamp_format')).toBe(GO_TIME);
    expect(taken).toMatch(ISO);
    expect(archiveRow(READING, WEIGHT, { units: 'metric', time: zoneClock('utc') }).taken).toMatch(ISO);
  });
});

describe('live.conf', () => {
  const { one, list, all } = settingsOf('live.conf');

  it('listens to the attributes of every account', () => {
    const topics = createTopics('withings');
    const attributes = topics.attributes(topics.metric('+', '+'));

    expect(list('topics')).toEqual([attributes]);
    expect(one('topic')).toBe(attributes);
    for (const key of ['measurement', 'tags']) expect(one(key).split('/')).toHaveLength(attributes.split('/').length);
  });

  it('names only what is there, and makes the same series as the archive', () => {
    const attributes = JSON.parse(readingPayloads(READING, WEIGHT, OPTIONS).attributes);
    const paths = all('path').map((path) => JSON.parse(path));

    expect(paths.filter((path) => !(path in attributes))).toEqual([]);
    expect(found(one('timestamp_path'), attributes)).toBe(attributes.taken);
    expect(paths.filter((path) => path !== 'value')).toEqual(settingsOf('archive.conf').list('csv_tag_columns'));
    expect(one('timestamp_format')).toBe(GO_TIME);
    expect(attributes.taken).toMatch(ISO);
  });

  it('puts what is of a day where the archive has it, or leaves it to the archive', () => {
    const midnight = 1_772_319_600;
    const fields = Object.fromEntries(ACTIVITY_METRICS.map(({ field }) => [field, 12]));
    const day = {
      ...{ date: '2026-03-01', timezone: OPTIONS.zone, modified: midnight + 50_000, data: fields },
      ...{ brand: 1, isTracker: true, deviceId: 'watch', model: 'ScanWatch 2' },
    } satisfies ActivityDay;
    const live = decodeActivity([day], { date: day.date, midnight }, () => false);
    const archived = new Map(readingsOfDay(day, midnight).map((reading) => [reading.metric, reading]));
    const left = list('namedrop');

    const places = live.flatMap((reading) => (left.includes(reading.metric) ? [] : [placesOf(reading, archived)]));

    expect(places.length).toBeGreaterThan(10);
    expect(places.filter(({ live, archive }) => live !== archive)).toEqual([]);
    expect(left).toEqual(ACTIVITY_METRICS.filter(({ stateClass }) => stateClass !== 'total').map(({ key }) => key));
  });

  /** Where both put a reading: as texts, in the account's zone. */
  function placesOf(reading: Reading, archived: ReadonlyMap<string, Reading>) {
    const { metric } = reading;
    const attributes = JSON.parse(readingPayloads(reading, accountMetric(metric)!, OPTIONS).attributes);
    const row = archiveRow(archived.get(metric)!, accountMetric(metric)!, {
      units: 'metric',
      time: zoneClock(OPTIONS.zone),
    });
    return { metric, live: found(one('timestamp_path'), attributes), archive: row.taken };
  }
});
