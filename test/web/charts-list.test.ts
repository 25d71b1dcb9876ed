import { describe, expect, it } from 'vitest';
import { accountMetric } from '../../src/metrics/catalogue/index.js';
import type { MetricView } from '../../src/page/api.js';
import { CHARTS, chartsOf, topicsOf } from '../../web/charts/chart-list.js';

describe('the charts', () => {
  it('are of metrics of the catalogue, each of them once', () => {
    const keys = CHARTS.flatMap(({ metrics }) => metrics);
    expect(keys.filter((key) => accountMetric(key) === undefined)).toEqual([]);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('that show several metrics have a title, and so many colours', () => {
    for (const { kind, metrics, title, tones } of CHARTS) {
      if (metrics.length > 1 && kind !== 'trend') expect(title).toBeDefined();
      if (tones) expect(tones).toHaveLength(metrics.length);
    }
  });

  it('of a person are those of the metrics that there are', () => {
    const charts = chartsOf({ weight: metric('kg'), fat_mass: metric('kg'), bone_mass: metric('kg') }, 'body');
    expect(charts.map(({ metrics }) => metrics)).toEqual([['weight'], ['fat_mass', 'bone_mass']]);
    expect(chartsOf({}, 'body')).toEqual([]);
  });

  it('keep the colour of a metric where another one is missing', () => {
    const [, all] = chartsOf({ weight: metric('kg'), muscle_mass: metric('kg'), fat_mass: metric('kg') }, 'body');
    const [few] = chartsOf({ fat_mass: metric('kg') }, 'body');
    expect(few?.tones).toEqual([all?.tones?.[1]]);
  });

  it('have one unit each', () => {
    const charts = chartsOf({ muscle_mass: metric('st'), fat_mass: metric('lb'), bone_mass: metric('lb') }, 'body');
    expect(charts.map(({ metrics }) => metrics)).toEqual([['muscle_mass'], ['fat_mass', 'bone_mass']]);
  });

  it('leave out what is no number', () => {
    expect(chartsOf({ weight: { ...metric('kg'), kind: 'text' } }, 'body')).toEqual([]);
  });
});

describe('the topics of a person', () => {
  it('are those with a chart, and those with a list', () => {
    expect(topicsOf({})).toEqual([]);
    expect(topicsOf({ weight: metric('kg'), workout_start: { ...metric(null), kind: 'time' } })).toEqual([
      'body',
      'workouts',
    ]);
    expect(topicsOf({ ecg_recorded: { ...metric(null), kind: 'time' } })).toEqual(['heart']);
  });
});

function metric(unit: string | null): MetricView {
  return {
    ...{ names: { en: 'x', de: 'x' }, value: 1, unit, kind: 'number', precision: 1 },
    ...{ taken: null, stale: false, feed: 'measures', device_model: null },
  };
}
