// The file of a new feed, as somebody writes it who adds one.
import { snapshot } from '../../dist/metrics/decode/user.js';
import { readingEvent } from '../../dist/metrics/event.js';
import { MOOD } from './mood-metric.mjs';

const DAY_SECONDS = 86_400;
const moodOf = (value, at, groupId) => ({ ...snapshot(MOOD, value, at), groupId });

export const moods = {
  name: 'moods',
  about: 'how somebody feels',
  call: { endpoint: '/v2/mood', action: 'getmoods' },
  scope: 'user.metrics',
  notifications: [{ appli: 61, about: 'a mood' }],
  every: 0,
  events: ['mood'],
  async fetch({ now, state: { feeds } }) {
    // The second one, when somebody has asked for it, is better.
    const reading = feeds.moods?.lastSuccess ? moodOf(9, now, 'mood/2') : moodOf(8, now - DAY_SECONDS, 'mood/1');
    const events = feeds.moods?.lastSuccess ? [readingEvent('mood', [reading])] : [];
    return (state) => ({
      state: {
        ...state,
        readings: { ...state.readings, mood: reading },
        outbox: [...(state.outbox ?? []), ...events],
      },
      archive: [{ feed: 'moods', put: [reading], groups: [reading.groupId] }],
    });
  },
  past: {
    since: '2026-01-01',
    async *read(_, { start }) {
      yield { feed: 'moods', put: [moodOf(7, start, 'mood/0')] };
    },
  },
};
