import { describe, expect, it } from 'vitest';
import type { MetricView } from '../../src/page/api.js';
import { createFormats } from '../../web/formats.js';
import { createWords } from '../../web/i18n/index.js';
import { type Card, cardsOf } from '../../web/start/cards.js';
import { person } from './state.js';

const NOW = Date.parse('2026-11-28T10:00:00Z');
const ZONE = 'Europe/Berlin';

function metric(value: MetricView['value'], unit: string | null, parts: Partial<MetricView> = {}): MetricView {
  const kind = typeof value === 'number' ? 'number' : 'text';
  const names = { en: 'Name', de: 'Name' };
  const taken = '2026-11-28T09:00:00+01:00';
  return { names, value, unit, kind, precision: 0, taken, stale: false, feed: null, device_model: null, ...parts };
}

function cards(metrics: Record<string, MetricView>): Card[] {
  const words = createWords('en', ['en-GB']);
  return cardsOf(person('anna', { metrics }), { words, format: createFormats(words, ZONE), now: NOW }).map((card) => ({
    ...card,
    value: plain(card.value),
    details: card.details.map(plain),
  }));
}

function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

const time = (value: string) => metric(value, null, { kind: 'time' });

describe('the cards of a person', () => {
  it('are none without a value, and none for an empty one', () => {
    expect(cards({})).toEqual([]);
    expect(cards({ weight: metric(null, 'kg') })).toEqual([]);
  });

  it('weight with its trend and average', () => {
    const [card] = cards({
      weight: metric(72.35, 'kg', { precision: 2 }),
      weight_trend_30d: metric(0.12, 'kg/week', { precision: 2 }),
      weight_average_7d: metric(72.6, 'kg', { precision: 1 }),
    });
    expect(card).toMatchObject({
      title: 'card.weight',
      value: '72.35',
      unit: 'kg',
      details: ['+0.12 kg/week over 30 days', '72.6 kg on average in 7 days'],
      taken: '2026-11-28T09:00:00+01:00',
    });
  });

  it('the night is the last one when its morning is today in the zone of the person', () => {
    const night = (end: string) => ({
      sleep_total: metric(7.2, 'h'),
      sleep_start: time('2026-11-27T23:10:00+01:00'),
      sleep_end: time(end),
      sleep_score: metric(82, 'points'),
    });
    expect(cards(night('2026-11-28T06:50:00+01:00'))[0]).toMatchObject({
      title: 'card.night',
      value: '7 h 12 min',
      details: ['23:10 to 06:50', 'score 82'],
      taken: '2026-11-28T06:50:00+01:00',
    });
    expect(cards(night('2026-11-27T06:50:00+01:00'))[0]?.title).toBe('card.night_of');
  });

  it('activity is of today or of another day, with what is reached of the goal, never more than all', () => {
    const steps = (value: number, taken = '2026-11-28T10:50:00+01:00') => ({
      activity_steps: metric(value, 'steps', { taken }),
      activity_distance: metric(4820, 'm'),
      goal_steps: metric(9000, 'steps'),
    });
    expect(cards(steps(4500))[0]).toMatchObject({
      title: 'card.activity',
      value: '4,500',
      unit: 'steps',
      details: ['of 9,000', '4.8 km'],
      reached: 0.5,
    });
    expect(cards(steps(12000, '2026-11-26T23:00:00+01:00'))[0]).toMatchObject({
      title: 'card.activity_of',
      reached: 1,
    });
    expect(cards({ ...steps(10), goal_steps: metric(0, 'steps') })[0]).not.toHaveProperty('reached');
  });

  it('blood pressure needs both, and takes a pulse of the same time only', () => {
    const pressure = {
      systolic_blood_pressure: metric(124, 'mmHg', { stale: true }),
      diastolic_blood_pressure: metric(79, 'mmHg'),
      heart_pulse: metric(61, 'bpm'),
    };
    expect(cards(pressure)[0]).toMatchObject({ value: '124/79', unit: 'mmHg', details: ['pulse 61 bpm'], stale: true });
    const later = { ...pressure, heart_pulse: metric(61, 'bpm', { taken: '2026-11-28T09:30:00+01:00' }) };
    expect(cards(later)[0]?.details).toEqual([]);
    expect(cards({ systolic_blood_pressure: metric(124, 'mmHg') })).toEqual([]);
  });

  it('the last workout by its start; without a type it is one all the same', () => {
    const workout = {
      workout_start: time('2026-11-26T18:00:00+01:00'),
      workout_duration: metric(48, 'min'),
      workout_distance: metric(0, 'm'),
    };
    expect(cards({ ...workout, workout_type: metric('table_tennis', null) })[0]).toMatchObject({
      value: 'Table tennis',
      details: ['48 min'],
      taken: '2026-11-26T18:00:00+01:00',
    });
    expect(cards(workout)[0]?.value).toBe('Workout');
  });

  it('a metric that is called like a part of every object is none', () => {
    expect(cards(JSON.parse('{"__proto__": {"weight": 1}}'))).toEqual([]);
  });
});
