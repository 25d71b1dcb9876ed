import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accountMetric } from '../../src/metrics/catalogue/index.js';
import { readingPayloads } from '../../src/mqtt/payload.js';
import { createTopics } from '../../src/mqtt/topics.js';
import { archiveRow, CSV } from '../../src/page/archive-format.js';
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
    const attributes = JSON.parse(readingPayloads(READING, WEIGHT, { units: 'metric', zone: 'utc' }).attributes);
    const paths = all('path').map((path) => JSON.parse(path));

    expect([...paths, one('timestamp_path')].filter((path) => !(path in attributes))).toEqual([]);
    expect(paths.filter((path) => path !== 'value')).toEqual(settingsOf('archive.conf').list('csv_tag_columns'));
    expect(one('timestamp_format')).toBe(GO_TIME);
    expect(attributes.taken).toMatch(ISO);
  });
});
