import { describe, expect, it } from 'vitest';
import type { MetricView } from '../../src/page/api.js';
import { createWords } from '../../web/i18n/index.js';
import { valueRows } from '../../web/person/value-rows.js';
import { person } from './state.js';

function metric(en: string, de: string): MetricView {
  const names = { en, de };
  return {
    names,
    value: 1,
    unit: null,
    kind: 'number',
    precision: 0,
    taken: null,
    stale: false,
    feed: null,
    device_model: null,
  };
}

const anna = person('anna', {
  metrics: {
    weight: metric('Weight', 'Gewicht'),
    height: metric('Height', 'Größe'),
    weight_average_7d: metric('Weight average 7 days', 'Gewicht, Mittel von 7 Tagen'),
  },
});

function found(search: string, language: 'en' | 'de' = 'en'): string[] {
  return valueRows(anna, createWords(language, []), search).map(({ name }) => name);
}

describe('all values', () => {
  it('stand by name in the language', () => {
    expect(found('')).toEqual(['Height', 'Weight', 'Weight average 7 days']);
    expect(found('', 'de')).toEqual(['Gewicht', 'Gewicht, Mittel von 7 Tagen', 'Größe']);
  });

  it('are found by every word, without case and accents, and by their key on MQTT', () => {
    expect(found('days WEIGHT')).toEqual(['Weight average 7 days']);
    expect(found('GROSSE', 'de')).toEqual(['Größe']);
    expect(found('average_7d', 'de')).toEqual(['Gewicht, Mittel von 7 Tagen']);
    expect(found(' height ')).toEqual(['Height']);
    expect(found('nothing')).toEqual([]);
  });
});
