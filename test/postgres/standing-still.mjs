// Refreshes a login, and stops itself before it asks, on a connection that is there already, until somebody sends it
// SIGCONT: standing-still.mjs DATABASE CLOUD USERID. Prints how its calls went.
import { openPersonClient } from '../../dist/bridge/person-client.js';
import { openPostgresStore } from '../../dist/store/postgres/index.js';
import { systemTools } from '../../dist/tools.js';

const [, , address, baseUrl, userId] = process.argv;
let attempts = 0;
const store = await openPostgresStore({ address, sleep: systemTools.sleep });
const person = await openPersonClient({
  store,
  userId,
  name: 'anna',
  base: {
    ...{ baseUrl, clientId: 'client', clientSecret: 'secret' },
    async beforeAttempt() {
      if (++attempts === 2) process.kill(process.pid, 'SIGSTOP');
    },
    onAnswer: ({ action, failure }) => console.log(action, failure?.message ?? 'ok'),
  },
  onSecret() {},
});
await person.client.getNonce();
await person.client.refreshAccessToken().catch(() => {});
await store.close();
