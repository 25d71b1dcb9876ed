import { describe, expect, it } from 'vitest';
import type { Person } from '../../src/demo/cloud.js';
import { nextWeighIn, nextWorkout } from '../../src/demo/invented-people.js';
import { nextNight } from '../cloud/next-night.js';
import { arrived } from './arrived.js';
import { type House, openHouse } from './house.js';

const REFRESH = 'button.withings_anna_refresh';
const FIRED = 'test/fired';
const MINUTE = 60_000;

/** Tells the broker of each time it fires; after a bridge that was away the entity comes back, which is no reading. */
const AUTOMATION = `automation:
  - alias: Tell
    mode: queued
    max: 100
    triggers:
      - trigger: state
        entity_id: event.withings_anna_reading
    conditions: "{{ trigger.from_state.state != 'unavailable' and trigger.to_state.state != 'unavailable' }}"
    actions:
      - action: mqtt.publish
        data:
          topic: ${FIRED}
          payload: >-
            {{ trigger.to_state.attributes.event_type }}
            {{ (trigger.to_state.attributes.metrics.weight | default({})).value | default('') }}
`;

/** What the automation has told of since `before`, once it has told of so many. */
async function fired({ sub }: House, before: number, count: number): Promise<string[]> {
  const since = () =>
    sub
      .received()
      .slice(before)
      .filter(({ topic }) => topic === FIRED);
  await sub.sees(() => since().length >= count, before);
  // What was set off too much would have come by the time that this has come.
  await sub.complete();
  return since().map(({ payload }) => payload.trim());
}

async function withAutomation() {
  const house = await openHouse({ yaml: AUTOMATION });
  const program = await house.startBridge();
  await arrived(house);
  return { ...house, program };
}

/** Two in a row on which the scale shows the same. */
function equalWeighIns(anna: Person): number {
  const first = nextWeighIn(anna, Date.now() - 2 * MINUTE);
  anna.measuregrps.push({ ...structuredClone(first), grpid: first.grpid + 1, date: first.date + 60 });
  const { value, unit } = first.measures.find(({ type }) => type === 1)!;
  return value * 10 ** unit;
}

/** As the cloud does for hours: the night is known already, and is no new reading. */
function reviseLastNight(anna: Person): void {
  nextNight(anna, Math.max(...anna.sleeps!.map(({ enddate }) => enddate)) * 1000);
}

describe('the event entity', () => {
  it('fires an automation once for each reading, and twice for two equal weigh-ins', async () => {
    const house = await withAutomation();
    const { ha, anna, sub } = house;
    const start = sub.received().length;

    const weight = equalWeighIns(anna).toFixed(2);
    await ha.call('button.press', { entity_id: REFRESH });
    const weighIns = await fired(house, start, 2);
    // One that is asked for while another is under way is refused.
    await sub.sees(({ topic }) => topic === 'withings/bridge/response/refresh', start);
    expect(weighIns.map((text) => text.replace(/[\d.]+/, (number) => Number(number).toFixed(2)))).toEqual([
      `measure ${weight}`,
      `measure ${weight}`,
    ]);

    const middle = sub.received().length;
    nextWorkout(anna, Date.now() - 30 * MINUTE);
    reviseLastNight(anna);
    nextWeighIn(anna, Date.now());
    await ha.call('button.press', { entity_id: REFRESH });
    const words = (await fired(house, middle, 2)).map((text) => text.split(' ')[0]);
    expect(words.sort()).toEqual(['measure', 'workout']);
    expect(await ha.complaints()).toEqual([]);
  });

  it('does not fire when the bridge was away, nor when Home Assistant was', async () => {
    const house = await withAutomation();
    const { ha, anna, sub, program } = house;
    nextWeighIn(anna, Date.now() - MINUTE);
    const start = sub.received().length;
    await ha.call('button.press', { entity_id: REFRESH });
    await fired(house, start, 1);

    program.process.kill('SIGTERM');
    await program.exit;
    await expect.poll(() => ha.state('event.withings_anna_reading'), { timeout: 30_000 }).toBe('unavailable');
    await house.startBridge();
    await ha.stop();
    await ha.startAgain();
    await arrived(house);
    expect(await ha.state('event.withings_anna_reading')).toMatch(/^2/);
    nextWeighIn(anna, Date.now());
    await ha.call('button.press', { entity_id: REFRESH });

    expect(await fired(house, start, 2)).toHaveLength(2);
  });
});
