import type { PageState } from './api.js';
import { deviceViews } from './device-views.js';
import type { House } from './house.js';
import { personView } from './person-view.js';
import { sinkTroubles, troublesOf } from './troubles.js';

/** Everything that the page shows of the present. @param signedIn whether signing out means something to who asks */
export function pageState(house: House, signedIn: boolean): PageState {
  const now = house.clock();
  const seconds = Math.floor(now / 1000);
  const people = house.people();
  const next = house.nextFetch();
  const { url, token } = house.config.homeassistant;
  return {
    version: house.version,
    now: new Date(now).toISOString(),
    people: people.map((person) => personView(person, house.connecting, seconds)),
    devices: deviceViews(people, seconds),
    connections: house.connections(),
    next_fetch: next === undefined ? null : new Date(next).toISOString(),
    errors: [...troublesOf(people), ...sinkTroubles(house.unwellSinks())],
    signed_in: signedIn,
    can_import: Boolean(url && token),
  };
}
