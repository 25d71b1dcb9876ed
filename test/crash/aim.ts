import { setTimeout as pause } from 'node:timers/promises';
import type { Phase, Victim } from './victim.js';
import type { Witness } from './witness.js';

/** What a kill must not miss. What comes after it is held back from when the work begins. */
export const AIMS = [
  'refresh asked for',
  'tokens stored',
  'state stored',
  'value published',
] as const satisfies Phase[];
export type Aim = (typeof AIMS)[number];

/** An answer of which nobody has got the end before the bridge is dead. */
const ENDLESS = { kind: 'slow', bytes: 1, pauseMs: 1000 } as const;
const LONGEST_MILLISECONDS = 60_000;
/** The first byte of an acknowledgement. */
const PUBACK = 0x40;

/** Keeps a bridge from coming beyond the aim; to be called when the work begins. Gives what lets the next one go on. */
export function holdAt(aim: Aim, { cloud, wire }: Witness): () => void {
  switch (aim) {
    case 'refresh asked for':
      return cloud.fault({ ...ENDLESS, path: '/v2/oauth2' });
    case 'tokens stored':
      return cloud.fault({ ...ENDLESS, path: '/measure' });
    case 'state stored':
      wire.hold();
      return () => {
        // What the dead one has said is not to arrive.
        wire.cutServer();
        wire.release();
      };
    case 'value published':
      // What the broker has got it cannot be known to have, and no run ends before that.
      wire.swallow(PUBACK, 'withings/anna/weight');
      return () => {};
  }
}

/** Resolves when the work has come as far as the aim. */
export async function comesTo(aim: Aim, { phase, hasPublished, program }: Victim): Promise<void> {
  const isThere = async () => (aim === 'value published' ? hasPublished() : (await phase()) === aim);
  for (const begun = performance.now(); !(await isThere()); await pause(1)) {
    if (performance.now() - begun < LONGEST_MILLISECONDS) continue;
    throw new Error(`a run does not come to "${aim}", but to "${await phase()}": ${program.output()}`);
  }
}
