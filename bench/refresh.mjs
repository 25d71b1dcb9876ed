// A token refresh that is on the disk before it is used, beside one whose file is only handed to the system.
import { startCloud } from '../dist/demo/cloud.js';
import { nodeFileSystem } from '../dist/store/files.js';
import { openTokenStore } from '../dist/store/tokens.js';
import { WithingsApiClient } from '../dist/withings/client.js';
import { compare, time } from './statistics.mjs';
import { temporaryFolder } from './world.mjs';

const ROUNDS = 25;
const REFRESHES = 20;
const CLIENT = { clientId: 'bench', clientSecret: 'bench-secret' };

export async function benchRefresh() {
  const person = { userid: 1, name: 'anna', timezone: 'utc', measuregrps: [], devices: [], goals: {} };
  const cloud = await startCloud({ ...CLIENT, people: [person], requestsPerMinute: Number.POSITIVE_INFINITY });
  const folder = await temporaryFolder();
  const refresher = (name, fs) => {
    const store = openTokenStore({ dataDir: `${folder.path}/${name}`, fs });
    const { access_token: accessToken, refresh_token: refreshToken } = cloud.login(1);
    const onTokens = (tokens) => store.save('anna', tokens);
    const client = new WithingsApiClient({ ...CLIENT, baseUrl: cloud.url, accessToken, refreshToken, onTokens });
    return () =>
      time(async () => {
        for (let index = 0; index < REFRESHES; index++) await client.refreshAccessToken();
      });
  };
  try {
    const { a, b, ratio } = await compare(
      ROUNDS,
      refresher('safe', nodeFileSystem),
      refresher('fast', { ...nodeFileSystem, fsync: async () => {} }),
    );
    return {
      what: 'a token refresh, safe on the disk',
      ours: `${(a / REFRESHES).toFixed(2)} ms`,
      beside: `without fsync: ${(b / REFRESHES).toFixed(2)} ms`,
      // What an fsync takes is the disk's affair; a login is refreshed eight times a day.
      ratio,
    };
  } finally {
    await cloud.close();
    await folder.remove();
  }
}
