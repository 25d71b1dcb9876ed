import { expect, it } from 'vitest';
import { createTelemetry } from '../src/telemetry.js';

it('counts apart what has other labels, and leaves out those that are undefined', () => {
  const telemetry = createTelemetry();

  telemetry.add('readings', { account: 'anna', feed: 'ecgs' }, 2);
  telemetry.add('readings', { account: 'anna', feed: undefined });
  telemetry.add('readings', { account: 'anna', feed: 'ecgs' });

  expect(telemetry.samples('readings')).toEqual([
    { labels: { account: 'anna', feed: 'ecgs' }, value: 3 },
    { labels: { account: 'anna' }, value: 1 },
  ]);
});

it('shows of a gauge what it was set to last', () => {
  const telemetry = createTelemetry();

  telemetry.set('lastSync', [
    { labels: { account: 'anna' }, value: 1 },
    { labels: { account: 'ben' }, value: 2 },
  ]);
  telemetry.set('lastSync', [{ labels: { account: 'ben' }, value: 3 }]);

  expect(telemetry.samples('lastSync')).toEqual([{ labels: { account: 'ben' }, value: 3 }]);
  expect(telemetry.samples('syncs')).toEqual([]);
});
