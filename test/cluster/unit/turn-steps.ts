import { nextWeighIn } from '../../../src/demo/invented-people.js';
import { ANNA } from '../../demo/helpers.js';
import type { turnWorld } from './turn-world.js';

export type TurnWorld = Awaited<ReturnType<typeof turnWorld>>;

export const WEIGHT = 'withings/anna/weight';
/** As Withings counts kinds of notification. */
export const MEASURES = 1;

/** Anna steps on a scale, and Withings tells of it. @returns the id of the measure group */
export function weighs({ cloud, notify }: TurnWorld): string {
  const { grpid } = nextWeighIn(cloud.people.get(ANNA)!, Date.now());
  notify(MEASURES);
  return String(grpid);
}

/** The last answer is old enough for the same question. */
export async function shift(
  store: TurnWorld['store'],
  more: { readonly next?: number; readonly lastSuccess?: number } = {},
  name = 'measures',
): Promise<void> {
  const state = await store.states.load(String(ANNA));
  const feed = state.feeds[name];
  const older = { ...feed, lastSuccess: feed!.lastSuccess! - 60, ...more };
  await store.states.commit(String(ANNA), state, { ...state, feeds: { ...state.feeds, [name]: older } });
}
