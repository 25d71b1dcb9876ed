// A token refresh as the bridge does it, whose new pair lies safe in the store before it is used, beside one whose pair
// is written to a bare file.
import { open } from 'node:fs/promises';
import { openPersonClient } from '#built/bridge/person-client.js';
import type { Cloud } from '#built/demo/cloud.js';
import { WithingsApiClient } from '#built/withings/client.js';
import type { Figure } from './figure.js';
import type { Sizes } from './sizes.js';
import { compare, time } from './statistics.js';
import { CLIENT, logIn, openBenchStore, openCloud, personWith, temporaryFolder } from './world.js';

export async function benchRefresh({ refresh: { rounds, refreshes } }: Sizes): Promise<Figure[]> {
  const cloud = await openCloud([personWith(1, 'anna', 0), personWith(2, 'ben', 0)]);
  const folder = await temporaryFolder();
  await logIn(cloud, folder.path, [{ userid: 1, name: 'anna' }]);
  const store = openBenchStore(folder.path);
  const base = { ...CLIENT, baseUrl: cloud.url };
  const anna = await openPersonClient({ store, userId: '1', name: 'anna', base, onSecret() {} });
  if (!anna) throw new Error('no login');
  const timed = (client: WithingsApiClient) => () =>
    time(async () => {
      for (let index = 0; index < refreshes; index++) await client.refreshAccessToken();
    });
  try {
    const { a, b, ratio } = await compare(
      rounds,
      timed(anna.client),
      timed(bareClient(cloud, `${folder.path}/bare.json`)),
    );
    return [
      {
        what: 'a token refresh, safe in the store before it is used',
        ours: `${(a / refreshes).toFixed(2)} ms`,
        beside: `one written to a bare file, and synchronised: ${(b / refreshes).toFixed(2)} ms`,
        ratio,
        limit: 3,
        better: 'less',
      },
    ];
  } finally {
    await store.close();
    await cloud.close();
    await folder.remove();
  }
}

function bareClient(cloud: Cloud, path: string): WithingsApiClient {
  const { access_token: accessToken, refresh_token: refreshToken } = cloud.login(2);
  return new WithingsApiClient({
    ...CLIENT,
    ...{ baseUrl: cloud.url, accessToken, refreshToken },
    async onTokens(tokens) {
      const file = await open(path, 'w');
      await file.writeFile(JSON.stringify(tokens));
      await file.sync();
      await file.close();
    },
  });
}
