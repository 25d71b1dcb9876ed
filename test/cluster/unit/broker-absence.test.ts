import { expect, it } from 'vitest';
import { watchBrokerAbsence } from '../../../src/cluster/broker-absence.js';

it('a broker is away for long after eight seconds, from the start or from the last connection on', () => {
  let now = 0;
  let [up, down] = [() => {}, () => {}];
  const isLong = watchBrokerAbsence(
    {
      onUp(listener) {
        up = listener;
        return () => {};
      },
      onDown(listener) {
        down = listener;
        return () => {};
      },
    },
    () => now,
  );
  const after = (milliseconds: number) => {
    now += milliseconds;
    return isLong();
  };
  expect([after(7999), after(1)]).toEqual([false, true]);
  up();
  expect(after(60_000)).toBe(false);
  down();
  expect(after(7000)).toBe(false);
  // A try that fails is no new absence.
  down();
  expect(after(1000)).toBe(true);
});
