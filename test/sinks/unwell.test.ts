import { expect, it } from 'vitest';
import { createSecrets } from '../../src/secrets.js';
import { type Sink, type SinkHealth, TAKEN } from '../../src/sinks/sink.js';
import { unwellSinks } from '../../src/sinks/unwell.js';

const take = async () => TAKEN;
const sink = (name: string, health: SinkHealth): Sink => ({
  ...{ name, readings: take, event: take, person: take, forget: take },
  health: () => health,
});
const secrets = createSecrets();
secrets.hide('geheim');

it('are those that say so, in words that hold no secret', () => {
  const sinks = [
    sink('mqtt', { kind: 'well' }),
    sink('influx', { kind: 'unwell', reason: 'HTTP 401: geheim is no password', since: 5000 }),
  ];

  expect(unwellSinks(sinks, secrets)).toEqual([
    { name: 'influx', reason: 'HTTP 401: *** is no password', since: 5000 },
  ]);
});

it('are not those that only miss the broker, of which is told elsewhere', () => {
  expect(unwellSinks([sink('mqtt', { kind: 'no_broker' })], secrets)).toEqual([]);
});
