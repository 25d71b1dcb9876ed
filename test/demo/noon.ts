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
