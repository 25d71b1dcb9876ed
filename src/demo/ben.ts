import { activityDays, phoneCounter } from './activity-rows.js';
import { bodyPlusMeasures } from './body.js';
import { device, deviceRow } from './device-rows.js';
import { draft, measure, numbered } from './measure-groups.js';
import type { Random } from './random.js';
import { DAYS, mornings, timeOf } from './timeline.js';
import type { Person } from './types.js';
import { createZone } from './wall-clock.js';

const TIMEZONE = 'Europe/Amsterdam';
const SCALE = device('ben', 'Scale', 'Body+', 5);
const PHONE = phoneCounter('GoogleFit tracker', 1055);
const ALGORITHM = { algo: 3, fm: 3 };

/** Two years of a person with just a Body+ and a phone that counts steps. `now` in milliseconds. */
export function createBen(now: number, random: Random, zone = createZone(TIMEZONE)): Person {
  const weighIns = mornings(now, random, 0.3).map(({ date, daysAgo, index }) => {
    const body = {
      weight: 84.2 - (daysAgo / DAYS) * 2 + random.around(0, 0.35),
      fatRatio: 22.4 - (daysAgo / DAYS) * 1.2 + random.around(0, 0.4),
    };
    // Bare feet only: with socks there is a weight and nothing else.
    const measures = index % 23 === 11 ? [measure(1, body.weight, -3, ALGORITHM)] : bodyPlusMeasures(body, ALGORITHM);
    return draft(measures, { date, timezone: TIMEZONE, device: SCALE });
  });
  // A weight typed in on holiday comes with a fat mass of nothing, as live.
  const typedIn = [measure(1, 83.4, -3), measure(5, 83.4, -3), measure(6, 0, -3), measure(8, 0, -3)];
  const drafts = [
    ...weighIns,
    draft(typedIn, { date: timeOf(now, 200, 15), timezone: TIMEZONE, attrib: 2, delay: 40 }),
  ];
  return {
    userid: 1_001_002,
    name: 'Ben',
    timezone: TIMEZONE,
    measuregrps: numbered(drafts, 6_000_000_001),
    devices: [
      deviceRow(SCALE, {
        battery: 'medium',
        timezone: TIMEZONE,
        first: null,
        last: Math.floor(now / 1000) - 2_300,
      }),
    ],
    goals: [],
    activities: activityDays({ now, zone, random, counter: PHONE, steps: 6_400 }),
  };
}
