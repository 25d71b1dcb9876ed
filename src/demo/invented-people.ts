import { createAnna } from './anna.js';
import { createBen } from './ben.js';
import { bodyPlusMeasures, bodyScanMeasures } from './body.js';
import { measure } from './measure-groups.js';
import { createRandom } from './random.js';
import type { MeasureGroup, Person } from './types.js';
import { createZone } from './wall-clock.js';

export { nextActivity, nextEcg, nextWorkout } from './next.js';

const BODY_SCAN = 10;
const BODY_PLUS = 5;
const OWN = [0, 8];

/**
 * Two people with two years of invented, repeatable data: Anna (1001001) with a Body Scan, a BPM Connect, a Thermo, a
 * ScanWatch 2, a sleep mat and a phone, and Ben (1001002) with a Body+ and a phone. The last weigh-ins are 40 minutes
 * before `now` (milliseconds); the day's activity is as far as the day is, and the last night is there if it is over.
 */
export function demoPeople(now: number, seed = 1): Person[] {
  const zone = createZone('Europe/Amsterdam');
  return [createAnna(now, createRandom(seed * 2 + 1), zone), createBen(now, createRandom(seed * 2 + 2), zone)];
}

/**
 * Appends one more weigh-in, at `at` (milliseconds), on the scale the person used last, near the values it showed
 * last, and returns it. The same person and time give the same values.
 */
export function nextWeighIn(person: Person, at: number): MeasureGroup {
  const random = createRandom(person.userid + Math.floor(at / 1000));
  const last = newestWith(person, 1);
  const modelid = last?.modelid ?? BODY_PLUS;
  const change = random.around(0, 0.15);
  const body = {
    // Never the same again: whoever looks must see that it is another one.
    weight: Math.max(20, quantity(last, 1, 75) + change + (change < 0 ? -0.01 : 0.01)),
    fatRatio: Math.max(5, quantity(newestWith(person, 6), 6, 25) + random.around(0, 0.15)),
  };
  const date = Math.floor(at / 1000);
  const measures =
    modelid === BODY_SCAN
      ? [...bodyScanMeasures(body, { algo: 218_300_416, fm: 3 }), measure(11, random.around(61, 4), 0)]
      : bodyPlusMeasures(body, { algo: 3, fm: 3 });
  const group: MeasureGroup = {
    grpid: person.measuregrps.reduce((highest, { grpid }) => Math.max(highest, grpid), person.userid) + 1,
    attrib: 0,
    date,
    created: date,
    modified: date,
    category: 1,
    deviceid: last?.deviceid ?? null,
    hash_deviceid: last?.hash_deviceid ?? null,
    measures,
    modelid,
    model: last?.model ?? 'Body+',
    comment: null,
    timezone: person.timezone,
  };
  person.measuregrps.push(group);
  return group;
}

/** The newest group of the person's own, from a device, that holds the type. */
function newestWith(person: Person, type: number): MeasureGroup | undefined {
  return person.measuregrps
    .filter(({ attrib, category, deviceid }) => OWN.includes(attrib) && category === 1 && deviceid !== null)
    .filter(({ measures }) => measures.some((row) => row.type === type))
    .reduce<MeasureGroup | undefined>((best, group) => (best && best.date >= group.date ? best : group), undefined);
}

function quantity(group: MeasureGroup | undefined, type: number, otherwise: number): number {
  const row = group?.measures.find((candidate) => candidate.type === type);
  return row === undefined ? otherwise : row.value * 10 ** row.unit;
}
