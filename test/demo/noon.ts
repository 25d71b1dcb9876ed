import { createAnna } from '../../src/demo/anna.js';
import { createRandom } from '../../src/demo/random.js';
import type { Person } from '../../src/demo/types.js';
import { createZone } from '../../src/demo/wall-clock.js';

/** Two zones in which it is midday now, the second two hours ahead: no midnight is near in either, whatever the hour. */
export function zonesAtNoon(now = Date.now()): readonly [string, string] {
  const hour = new Date(now).getUTCHours();
  return [zoneAhead(12 - hour), zoneAhead(14 - hour)];
}

/** IANA counts these the other way round. */
function zoneAhead(hours: number): string {
  return hours === 0 ? 'Etc/GMT' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;
}

/** The first of these zones in which no midnight is near now. */
export function farFromMidnight(...zones: readonly [string, ...string[]]): string {
  const seconds = Date.now() / 1000;
  const isFar = (hour: number) => hour > 2 && hour < 22;
  return zones.find((zone) => isFar(createZone(zone).hourOf(seconds))) ?? zones[0];
}

/** The demo's Anna as she would be had she always lived in a zone. */
export function annaIn(timezone: string, seed = 1): Person {
  return { ...createAnna(Date.now(), createRandom(seed), createZone(timezone)), timezone };
}

/** What happened to somebody in the last days alone, for tests to which it is all the same how long the past is. */
export function lately(somebody: Person, days: number): Person {
  const since = Date.now() / 1000 - days * 86_400;
  const { measuregrps, activities = [], sleeps = [], workouts = [], ecgs = [] } = somebody;
  return {
    ...somebody,
    // How tall somebody is stands at the very beginning.
    measuregrps: measuregrps.filter(({ date, measures }) => date > since || measures.some(({ type }) => type === 4)),
    activities: activities.filter(({ date }) => Date.parse(date) / 1000 > since),
    sleeps: sleeps.filter(({ enddate }) => enddate > since),
    workouts: workouts.filter(({ enddate }) => enddate > since),
    ecgs: ecgs.filter(({ timestamp }) => timestamp > since),
  };
}
