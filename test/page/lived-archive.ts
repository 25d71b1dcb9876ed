import { createPersonSync } from '../../src/bridge/person-sync.js';
import { demoPeople } from '../../src/demo/invented-people.js';
import { ecgSignals } from '../../src/feeds/ecg-signals.js';
import { ecgs } from '../../src/feeds/ecgs.js';
import { nights } from '../../src/feeds/nights.js';
import { sleep } from '../../src/feeds/sleep.js';
import { workouts } from '../../src/feeds/workouts.js';
import type { PersonState } from '../../src/store/person-state.js';
import { WithingsApiClient } from '../../src/withings/client.js';
import { fetchAll } from '../bridge/person-sync-setup.js';
import { CLIENT, testCloud } from '../demo/helpers.js';
import { rulesOf } from '../feeds/samples.js';
import { archiveHouse } from './archive-house.js';

export const NOW = Date.UTC(2026, 9, 1, 10);

/** Those that bring what the page shows one by one; the first ones before those that follow them. */
const FEEDS = [
  [sleep, workouts, ecgs],
  [nights, ecgSignals],
];

/** As much as a busy machine fetches in a moment. */
const DAYS = 120;

/** The demo's Anna and her last months, fetched from the simulated cloud as a bridge does, and the routes over it. */
export async function livedHouse() {
  const [anna] = demoPeople(NOW);
  if (!anna) throw new Error('nobody lives in the demo');
  const since = NOW / 1000 - DAYS * 86_400;
  anna.sleeps = anna.sleeps!.filter(({ enddate }) => enddate > since);
  anna.workouts = anna.workouts!.filter(({ enddate }) => enddate > since);
  const cloud = await testCloud({ people: [anna], clock: () => NOW, pageSize: 5000 });
  const { access_token: accessToken } = cloud.login(anna.userid);
  const here = await archiveHouse();
  const client = new WithingsApiClient({
    ...{ baseUrl: cloud.url, clientId: CLIENT.client_id, clientSecret: CLIENT.client_secret, accessToken },
  });
  const states: PersonState[] = [];
  const errors: unknown[] = [];
  const sync = createPersonSync({
    ...{ name: 'anna', client, feeds: FEEDS.flat(), rules: rulesOf(), start: undefined, clock: () => NOW },
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
  for (const feeds of FEEDS) await fetchAll(sync, feeds);
  return { ...here, anna, errors, state: sync.state() };
}
