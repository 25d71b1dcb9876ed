import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/index.js';
import type { Store } from '../../src/store/store.js';
import { CLIENT, testCloud } from '../demo/helpers.js';
import { annaOf, benOf, folder, withings2mqtt } from '../process/world.js';
import { tokensOf } from '../stored.js';
import { startPostgres } from './server.js';

/** A database, a cloud, and a configuration without people. */
export async function clinic(more = '') {
  const database = await startPostgres();
  onTestFinished(() => database.remove());
  const cloud = await testCloud({ people: [annaOf(), benOf()] });
  const dir = await folder();
  const config = join(dir, 'config.yaml');
  await writeFile(
    config,
    `withings: { client_id: ${CLIENT.client_id}, client_secret: ${CLIENT.client_secret}, api_url: "${cloud.url}", account_url: "${cloud.url}" }
store: ${database.address}
store_key: a-key-of-the-store
mqtt: { url: "mqtt://127.0.0.1:9" }
page: { enabled: false }
server: { enabled: false, public_url: "https://clinic.example/health" }
${more}`,
  );
  async function run(...args: readonly string[]) {
    const program = withings2mqtt([...args, '-c', config]);
    return { code: await program.exit, stdout: program.stdout(), stderr: program.stderr() };
  }
  /** The store, for a moment. */
  async function within<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const { address } = database;
    const store = await openPostgresStore({ address, storeKey: 'a-key-of-the-store', sleep: (ms) => sleep(ms) });
    return work(store).finally(() => store.close());
  }
  return {
    ...{ cloud, database, dir, run, within },
    accounts: (...args: readonly string[]) => run('accounts', ...args),
    /** As an import of tokens leaves it. */
    connect: (name: string, userid: number) =>
      within(async ({ people, logins }) => {
        await people.put(String(userid), name);
        await logins.save(String(userid), tokensOf(userid, cloud.login(userid), Date.now() + 3_600_000));
      }),
  };
}

export const ok = (stdout: string | RegExp) => ({ code: 0, stdout: expect.stringMatching(stdout), stderr: '' });
export const usage = (stderr: string | RegExp) => ({ code: 2, stdout: '', stderr: expect.stringMatching(stderr) });
