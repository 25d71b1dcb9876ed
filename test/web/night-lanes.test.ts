import { expect, it } from 'vitest';
import { LANES, lanesOf, STAGE_TONES } from '../../web/night/lanes.js';

it('a night is a lane for each stage that it has, from waking to deep sleep', () => {
  const lanes = lanesOf([
    [0, 60, 'awake'],
    [60, 120, 'light'],
    [120, 180, 'light'],
    [180, 300, 'deep'],
    [300, 300, 'rem'],
    [400, 460, 'light'],
  ]);
  expect(lanes).toEqual([
    { stage: 'awake', spans: [[0, 60]], seconds: 60 },
    {
      stage: 'light',
      spans: [
        [60, 180],
        [400, 460],
      ],
      seconds: 180,
    },
    { stage: 'deep', spans: [[180, 300]], seconds: 120 },
  ]);
  expect(lanesOf([])).toEqual([]);
});

it('every stage has a lane and a colour', () => {
  expect([...LANES].sort()).toEqual(Object.keys(STAGE_TONES).sort());
});
