import { expect, it } from 'vitest';
import { createLeftOut } from '../../src/bridge/left-out.js';

it('is told once of each thing of each feed, and once more where it cannot be read either', () => {
  const told: string[] = [];
  const leftOut = createLeftOut({
    onFuture: (feed, time) => told.push(`${feed} lies at ${time}`),
    onOdd: (feed, id) => told.push(`${feed} ${id} is odd`),
  });
  for (let round = 0; round < 2; round++) {
    leftOut.of('sleep').onFuture('7', 5);
    leftOut.of('measures').onFuture('7', 6);
    leftOut.of('sleep').onOdd('7');
    leftOut.of('sleep').onOdd('8');
  }
  expect(told).toEqual(['sleep lies at 5', 'measures lies at 6', 'sleep 7 is odd', 'sleep 8 is odd']);
});

it('is told of a few hundred things at most, whatever the cloud sends', () => {
  const told: string[] = [];
  const leftOut = createLeftOut({ onOdd: (_, id) => told.push(id) });
  for (let id = 0; id < 1000; id++) leftOut.of('sleep').onOdd(String(id));
  expect(told).toHaveLength(200);
});

it("is nobody's business where nobody wants to know", () => {
  expect(() => createLeftOut({}).of('sleep').onOdd('7')).not.toThrow();
});
