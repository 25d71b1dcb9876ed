import { onTestFinished } from 'vitest';
import { createOperatorPage } from '../../src/cluster/operator/server.js';
import { TEXTS_DE } from '../../src/cluster/operator/texts-de.js';
import { TEXTS_EN } from '../../src/cluster/operator/texts-en.js';
import { renameAccount } from '../../src/cluster/rename-account.js';
import type { Store } from '../../src/store/store.js';
import type { WithingsError } from '../../src/withings/errors.js';
import { type FakeCluster, fakeCluster } from '../cluster/operator/fake-cluster.js';
import { inventedClinic, inventedState } from '../cluster/operator/invented-clinic.js';
import { logLines } from '../log-lines.js';
import { pageConfig } from '../page/invented-house.js';

export const OPERATOR_TEXTS = { en: TEXTS_EN, de: TEXTS_DE };

export interface OperatorHouse {
  /** With a slash at the end. */
  readonly base: string;
  readonly cluster: FakeCluster;
  readonly refreshed: readonly string[];
}

/** The operator's page for ten thousand people, at a free port; it ends with the test. @param page YAML of the section; @param wishes what Withings says to those who remove somebody */
export async function operatorHouse(
  page = '{}',
  wishes: { readonly trouble?: WithingsError } = {},
): Promise<OperatorHouse> {
  const now = Date.now() / 1000;
  const cluster = fakeCluster([...inventedClinic(now)]);
  const refreshed: string[] = [];
  const store = {
    settings: { instance: async () => 'clinic' },
    states: { load: async () => inventedState(now) },
  } as unknown as Pick<Store, 'settings' | 'states'>;
  const app = await createOperatorPage({
    ...{ config: pageConfig(page), cluster, store, clock: Date.now, log: logLines().log },
    inviteUrl: (secret) => `https://health.clinic.example/connect/${secret}-7Yb2mXq0cV9rT4kLpE1sWn8uHgJd3fAz`,
    refresh: async (name) => void refreshed.push(name),
    rename: (row, name) => renameAccount(row, name, { store: {} as Pick<Store, 'people'>, cluster, clock: Date.now }),
    async remove({ name }, force) {
      const { trouble } = wishes;
      if (trouble && !force) throw trouble;
      cluster.rows.delete(name);
      return trouble ?? 'ended';
    },
    onUnexpected: (error) => {
      throw error;
    },
  });
  onTestFinished(() => app.close());
  return { base: `${await app.listen({ host: '127.0.0.1', port: 0 })}/`, cluster, refreshed };
}
