import { expect, it } from 'vitest';
import { allMetrics, anyMetric } from '../../src/metrics/catalogue/index.js';
import { germanName } from '../../src/metrics/german-names.js';
import {
  AREA_WORDS,
  END_WORDS,
  FIELD_WORDS,
  MEASURE_WORDS,
  PLACE_WORDS,
  WHOLE_WORDS,
} from '../../src/metrics/german-words.js';
import { POSITION_NAMES } from '../../src/withings/codes.js';

const KEYS = allMetrics().map(({ key }) => key);

it('names every metric of the catalogue, each by a name of its own', () => {
  expect(KEYS.filter((key) => germanName(key) === undefined)).toEqual([]);
  const names = KEYS.map(germanName);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

it.each([
  ['weight', 'Gewicht'],
  ['sleep_total', 'Schlaf: gesamt'],
  ['fat_mass_left_arm', 'Fettmasse linker Arm'],
  ['fat_free_mass_torso', 'Fettfreie Masse Rumpf'],
  ['sleep_heart_rate_min', 'Schlaf: Herzfrequenz Minimum'],
  ['weight_average_7d', 'Gewicht Durchschnitt 7 Tage'],
  ['sleep_total_average_7d', 'Schlaf: gesamt Durchschnitt 7 Tage'],
  ['activity_soft_duration', 'Leichte Aktivität'],
  ['activity_moderate_duration', 'Mäßige Aktivität'],
  ['activity_intense_duration', 'Intensive Aktivität'],
  ['activity_active_duration', 'Aktive Zeit'],
  ['nap_start', 'Beginn des Nickerchens'],
  ['urinary_ph', 'pH-Wert des Urins'],
  ['measure_999', 'Messwert 999'],
  ['measure_999_left_arm', 'Messwert 999 linker Arm'],
  ['weight_position_99', 'Gewicht Position 99'],
])('puts %s together as %s', (key, name) => {
  expect(germanName(key)).toBe(name);
  expect(anyMetric(key)).toBeDefined();
});

it.each([
  ...[
    '',
    'measure_',
    'measure_x',
    'measure_999_nowhere',
    'sleep_',
    'sleep_nothing',
    'weight_average',
    'torso',
    'measure_18',
  ],
  ...['constructor', 'sleep_constructor', '../weight'],
])('has no name for %j', (key) => {
  expect(germanName(key)).toBeUndefined();
});

it('says no noun behind a word that belongs to it', () => {
  expect(KEYS.map(germanName).filter((name) => /[a-zäöüß] (Dauer|Status|Phasen)$/.test(name ?? ''))).toEqual([]);
});

it('has no word that nothing is called by', () => {
  const rest = (key: string) => key.slice(key.indexOf('_') + 1);
  const stems = Object.keys(END_WORDS).flatMap((end) =>
    KEYS.filter((key) => key.endsWith(`_${end}`)).map((key) => rest(key).slice(0, -end.length - 1)),
  );
  const fields = new Set([...KEYS.map(rest), ...stems]);
  expect(Object.keys(FIELD_WORDS).filter((field) => !fields.has(field))).toEqual([]);
  expect(Object.keys(WHOLE_WORDS).filter((key) => !KEYS.includes(key))).toEqual([]);
  expect(Object.keys(MEASURE_WORDS).filter((key) => anyMetric(key) === undefined)).toEqual([]);
  expect(Object.keys(AREA_WORDS).filter((area) => !KEYS.some((key) => key.startsWith(`${area}_`)))).toEqual([]);
  expect(Object.keys(END_WORDS).filter((end) => !KEYS.some((key) => key.endsWith(`_${end}`)))).toEqual([]);
  expect(Object.keys(PLACE_WORDS).sort()).toEqual([...POSITION_NAMES].sort());
});
