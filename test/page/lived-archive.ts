import { createPersonSync } from '../../src/bridge/person-sync.js';
import { demoPeople } from '../../src/demo/invented-people.js';
import { FETCHED_FEEDS } from '../../src/feeds/index.js';
import type { PersonState } from '../../src/store/person-state.js';
import { WithingsApiClient } from '../../src/withings/client.js';
import { fetchAll } from '../bridge/person-sync-setup.js';
import { CLIENT, testCloud } from '../demo/helpers.js';
import { rulesOf } from '../feeds/samples.js';
import { archiveHouse } from './archive-house.js';

export const NOW = Date.UTC(2026, 9, 1, 10);

/** The demo's Anna with two years behind her, fetched from the simulated cloud as a bridge does, and the routes over it. */
export async function livedHouse() {
  const [anna] = demoPeople(NOW);
  if (!anna) throw new Error('nobody lives in the demo');
  const cloud = await testCloud({ people: [anna], clock: () => NOW, pageSize: 5000 });
  const { access_token: accessToken } = cloud.login(anna.userid);
  const here = await archiveHouse();
  const client = new WithingsApiClient({
    ...{ baseUrl: cloud.url, clientId: CLIENT.client_id, clientSecret: CLIENT.client_secret, accessToken },
  });
  const states: PersonState[] = [];
  const errors: unknown[] = [];
  const sync = createPersonSync({
    ...{ name: 'anna', client, feeds: FETCHED_FEEDS, rules: rulesOf(), start: undefined, clock: () => NOW },
    ...{ sleep: async () => {}, stopped: () => false },
    events: {
      async onState(state, before, archive) {
        await here.store.states.commit('7', before, state, archive);
        states.push(state);
      },
      onAuthorization: () => {},
      onFeedFailed: (feed, error) => errors.push([feed, error]),
      onFeedRecovered: () => {},
      onFeedWaits: () => {},
    },
  });
  // What happened within nights and ECGs is asked for when these are there.
  for (let round = 0; round < 3; round++) await fetchAll(sync, FETCHED_FEEDS);
  return { ...here, anna, errors, state: sync.state() };
}
