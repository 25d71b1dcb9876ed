import { nextActivity, nextEcg, nextWeighIn, nextWorkout } from './invented-people.js';
import type { Person } from './types.js';

/** Milliseconds between two turns. */
export const LIFE_MILLISECONDS = 20_000;
/** In turns: two minutes, four, and an hour, which is longer than any workout, so that none begins in another. */
const EVERY = { weighIn: 6, ecg: 12, workout: 180 } as const;
/** In turns: whoever looks for a few minutes sees one of each. */
const FIRST = { weighIn: 0, ecg: 3, workout: 9 } as const;

/** Life goes on: some steps in each turn, more rarely a weigh-in, an ECG, and a workout that has just ended. */
export function createLife(person: Person, clock: () => number): () => void {
  let turn = 0;
  const isTime = (what: keyof typeof EVERY) => turn % EVERY[what] === FIRST[what];
  return () => {
    const now = clock();
    nextActivity(person, now);
    if (isTime('weighIn')) nextWeighIn(person, now);
    if (isTime('ecg')) nextEcg(person, now);
    if (isTime('workout')) nextWorkout(person, now);
    turn += 1;
  };
}
