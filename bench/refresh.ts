// A token refresh that is on the disk before it is used, beside one whose file is only handed to the system.
import type { Cloud } from '#built/demo/cloud.js';
import { type FileSystem, nodeFileSystem } from '#built/store/files.js';
import { openTokenStore } from '#built/store/tokens.js';
import { WithingsApiClient } from '#built/withings/client.js';
import type { Figure } from './figure.js';
import type { Sizes } from './sizes.js';
import { compare, time } from './statistics.js';
import { CLIENT, openCloud, personWith, temporaryFolder } from './world.js';

export async function benchRefresh({ refresh: { rounds, refreshes } }: Sizes): Promise<Figure[]> {
  const cloud = await openCloud([personWith(1, 'anna', 0)]);
  const folder = await temporaryFolder();
  const timed = (name: string, fs: FileSystem) => {
    const client = storingClient(cloud, `${folder.path}/${name}`, fs);
    return () =>
      time(async () => {
        for (let index = 0; index < refreshes; index++) await client.refreshAccessToken();
      });
  };
  try {
    const { a, b, ratio } = await compare(
      rounds,
      timed('safe', nodeFileSystem),
      timed('fast', { ...nodeFileSystem, fsync: async () => {} }),
    );
    return [
      {
        what: 'a token refresh, safe on the disk',
        ours: `${(a / refreshes).toFixed(2)} ms`,
        beside: `without fsync: ${(b / refreshes).toFixed(2)} ms`,
        // What an fsync takes is the disk's affair; a login is refreshed eight times a day.
        ratio,
      },
    ];
  } finally {
    await cloud.close();
    await folder.remove();
  }
}

/** A client that stores each new pair of tokens before it uses it. */
function storingClient(cloud: Cloud, dataDir: string, fs: FileSystem): WithingsApiClient {
  const store = openTokenStore({ dataDir, fs });
  const { access_token: accessToken, refresh_token: refreshToken } = cloud.login(1);
  return new WithingsApiClient({
    ...CLIENT,
    baseUrl: cloud.url,
    accessToken,
    refreshToken,
    onTokens: (tokens) => store.save('anna', tokens),
  });
}
