import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { nextNight } from '../cloud/next-night.js';
import { automationsYaml, shows } from './blueprints.js';
import {
  AUTOMATIONS,
  type Furnished,
  openFurnished,
  refresh,
  reminders,
  SAID,
  told,
  WITHIN,
  weighedLastWeek,
  weighIn,
  ZONE,
} from './furnished.js';
import { ANNA, type House } from './house.js';

const WEIGHED = 'Anna: 71.3 kg, 0.4 kg less than a week ago';
const IN_POUNDS = 'Anna: 157.8 lb, 0.3 lb less than a week ago';
const MORNING = /^Good morning, Anna: \d h \d+ min asleep, sleep score \d+, heart rate \d+ bpm\.$/;
const LOW = 'The battery of Body Scan is low.';
const AFTERWARDS = 'Ben: 181.1 lb';
const LOST = /^Anna: .*run: withings2mqtt auth anna$/;

async function announcesWeighIns(house: House): Promise<void> {
  const { ha, anna } = house;
  await weighedLastWeek(house, 71.72);
  const { date } = weighIn(anna, 71.32);
  await refresh(house, 'anna');
  await shows(ha, [WEIGHED]);
  await expect.poll(() => handedOn(house), WITHIN).toHaveLength(1);
  const [body] = handedOn(house);
  expect(body).toMatchObject({ weight: 71.32, bmi: 24.68, percent_fat: expect.any(Number) });
  expect(Object.keys(body!)).toContain('percent_hydration');
  expect(new Date(String(body!.timestamp)).getTime()).toBe(date * 1000);
}

/** In pounds, with a bone mass that nobody has; and one that Withings does not stand by, which Garmin does not get. */
async function converts(house: House): Promise<void> {
  const { ha } = house;
  const taken = new Date(Math.floor(Date.now() / 1000) * 1000).toISOString();
  const weight = { value: 157.8, unit: 'lb' };
  const metrics = { weight, hydration: { value: 78.9, unit: 'lb' }, bone_mass: { value: 60, unit: 'lb' } };
  const publish = (more: object) =>
    ha.call('mqtt.publish', {
      topic: 'withings/anna/reading',
      payload: JSON.stringify({ event_type: 'measure', taken, metrics, ...more }),
    });
  await publish({ inconclusive: true });
  await publish({});
  await shows(ha, [WEIGHED, IN_POUNDS, IN_POUNDS]);
  await expect.poll(() => handedOn(house), WITHIN).toHaveLength(2);
  const [, { timestamp, ...body }] = handedOn(house) as [unknown, Record<string, unknown>];
  expect(body).toEqual({ weight: 71.58, bmi: 24.77, percent_hydration: 50 });
  expect(Date.parse(String(timestamp))).toBe(Date.parse(taken));
}

function handedOn(house: House): Record<string, unknown>[] {
  return told(house, 'test/garmin').map((payload) => JSON.parse(payload) as Record<string, unknown>);
}

async function saysGoodMorningAndBatteryLow(house: House): Promise<void> {
  const { ha, anna } = house;
  nextNight(anna, Date.now());
  await refresh(house, 'anna');
  await shows(ha, [WEIGHED, IN_POUNDS, IN_POUNDS, MORNING]);

  const [scale] = anna.devices as { battery: string }[];
  scale!.battery = 'low';
  await refresh(house, 'anna');
  await shows(ha, [WEIGHED, IN_POUNDS, IN_POUNDS, MORNING, LOW]);
}

async function reminds(house: House): Promise<void> {
  const { ha, ben, sub } = house;
  const filledIn = automationsYaml([...AUTOMATIONS, ...reminders()]);
  await ha.configure((yaml) => yaml.slice(0, yaml.indexOf('automation:')) + filledIn);
  await ha.call('automation.reload');
  await sub.sees(() => told(house, SAID).length === 2);
  const newest = Math.max(...ben.measuregrps.map(({ date }) => date));
  const [today, then] = [DateTime.now(), DateTime.fromSeconds(newest)].map((time) => time.setZone(ZONE).startOf('day'));
  const days = Math.round(today!.diff(then!, 'days').days);
  expect(told(house, SAID).sort()).toEqual([`Ben: no weigh-in for ${days} days.`, LOW]);
}

/** Anna's for good; Ben's for a moment that is long enough to be told of, and then for one that is not. */
async function tellsOfLogins(house: House): Promise<void> {
  const { ha, cloud } = house;
  cloud.revoke(ANNA);
  await refresh(house, 'anna');
  await shows(ha, [AFTERWARDS, LOST]);

  const ben = (value: string, reason?: string) =>
    ha.call('mqtt.publish', {
      topic: 'withings/ben/authorization/attributes',
      payload: JSON.stringify({ value, reason }),
    });
  await ben('required', 'sign in again');
  await shows(ha, [AFTERWARDS, LOST, 'Ben: sign in again']);
  await ben('ok');
  await shows(ha, [AFTERWARDS, LOST]);
}

/** Milliseconds since an entity has got the state that it has; none while it has none. */
async function unchangedFor({ ha }: House, id: string): Promise<number> {
  const state = (await ha.states()).get(id);
  return state?.state.startsWith('2') ? Date.now() - Date.parse(state.last_changed) : 0;
}

async function survivesRestarts(house: Furnished): Promise<void> {
  const { ha, ben, sub, program } = house;
  program.process.kill('SIGTERM');
  await program.exit;
  await expect.poll(() => ha.state('event.withings_ben_reading'), WITHIN).toBe('unavailable');
  await house.startBridge();
  await ha.stop();
  await ha.startAgain();
  await expect.poll(() => ha.state('event.withings_ben_reading'), WITHIN).toMatch(/^2|^unknown$/);
  // Longer than a night must not have grown before it is told of.
  await expect.poll(() => unchangedFor(house, 'sensor.withings_anna_sleep_end'), WITHIN).toBeGreaterThan(2000);
  weighIn(ben, 82.14);
  await refresh(house, 'ben');
  // Home Assistant forgets what it showed; nothing of it comes again.
  await shows(ha, [AFTERWARDS]);
  await sub.complete();
  expect(handedOn(house)).toHaveLength(2);
  expect(told(house, SAID)).toHaveLength(2);
}

describe('blueprints/automation/withings2mqtt', () => {
  it('are imported, filled in, do what they say, and nothing of it twice', async () => {
    const house = await openFurnished();

    await announcesWeighIns(house);
    await converts(house);
    await saysGoodMorningAndBatteryLow(house);
    await reminds(house);
    await survivesRestarts(house);
    await tellsOfLogins(house);

    const complaints = await house.ha.complaints();
    expect(complaints.filter((entry) => !entry.includes('custom integration garmin_connect'))).toEqual([]);
  });
});
