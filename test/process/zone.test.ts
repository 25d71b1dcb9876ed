import { describe, expect, it } from 'vitest';
import { ANNA } from '../demo/helpers.js';
import { annaIn, zonesAtNoon } from '../demo/noon.js';
import { home, refresh, stop } from './home.js';
import type { Subscriber } from './world.js';

const ACCOUNTS = { accounts: '  - name: anna', server: 'off' } as const;
const [HERE, THERE] = zonesAtNoon();

async function travelling() {
  const anna = { ...annaIn(HERE), userid: ANNA };
  const here = await home({ people: [anna], logins: { anna: ANNA } });
  const seen = await here.watch();
  const program = await here.run(ACCOUNTS);
  await program.synced(seen);
  return { ...here, anna, seen, program };
}

/** What was said of Anna since, but for when it was last asked. */
function saidSince({ messages }: Subscriber, start: number) {
  const said = messages
    .slice(start)
    .filter(({ topic, retained }) => !retained && /^(withings\/(anna|device)|homeassistant)\//.test(topic))
    .map(({ topic }) => topic)
    .filter((topic) => !/\/last_sync(\/|$)/.test(topic));
  return {
    attributes: said.filter((topic) => topic.endsWith('/attributes')),
    others: said.filter((topic) => !topic.endsWith('/attributes')),
  };
}

const attributes = (seen: Subscriber, topic: string) => JSON.parse(seen.payload(`${topic}/attributes`) ?? '{}');
const offset = (iso: string) => iso.slice(19);

describe('an account whose zone changes', () => {
  it('has all attributes told in the new time, and no value again, not after a restart either', async () => {
    const { anna, seen, program, run } = await travelling();
    const before = attributes(seen, 'withings/anna/activity_steps');
    const steps = seen.payload('withings/anna/activity_steps');
    const start = seen.messages.length;

    anna.timezone = THERE;
    await refresh(seen, 'anna');

    const { attributes: told, others } = saidSince(seen, start);
    expect(others).toEqual([]);
    expect(told.length).toBeGreaterThan(90);
    const after = attributes(seen, 'withings/anna/activity_steps');
    expect(Date.parse(after.last_reset)).toBe(Date.parse(before.last_reset));
    expect(offset(after.last_reset)).not.toBe(offset(before.last_reset));
    expect(seen.payload('withings/anna/activity_steps')).toBe(steps);

    await stop(program);
    const restart = seen.messages.length;
    const again = await run(ACCOUNTS);
    await again.synced(seen);
    await refresh(seen, 'anna');
    const { others: saidAgain } = saidSince(seen, restart);
    expect(saidAgain).toEqual([]);
    await stop(again);
  });
});
