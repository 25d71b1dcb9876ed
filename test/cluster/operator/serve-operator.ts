import type { LightMyRequestResponse } from 'fastify';
import { onTestFinished } from 'vitest';
import type { OperatorOptions } from '../../../src/cluster/operator/operator-options.js';
import { createOperatorPage } from '../../../src/cluster/operator/server.js';
import { renameAccount } from '../../../src/cluster/rename-account.js';
import type { AccountRow } from '../../../src/store/cluster-accounts.js';
import { EMPTY_PERSON, type PersonState } from '../../../src/store/person-state.js';
import type { Store } from '../../../src/store/store.js';
import { logLines } from '../../log-lines.js';
import { pageConfig } from '../../page/invented-house.js';
import { type FakeCluster, fakeCluster } from './fake-cluster.js';

export const NOW = Date.UTC(2026, 10, 29, 12);
/** None of these people is a provisional one. */
const UNUSED = {} as Pick<Store, 'people'>;
const FORM = 'application/x-www-form-urlencoded';
/** What every browser says with a form of a page from here. */
export const OWN = { origin: 'http://localhost' };

export interface OperatorWishes {
  readonly people?: readonly AccountRow[];
  /** By user id. */
  readonly states?: Readonly<Record<string, PersonState>>;
  /** YAML of the section page. */
  readonly page?: string;
  readonly options?: Partial<OperatorOptions>;
}

export interface ServedOperator {
  readonly cluster: FakeCluster;
  readonly lines: readonly string[];
  readonly refreshed: string[];
  /** Who, and whether also without Withings. */
  readonly removed: (readonly [name: string, force: boolean])[];
  readonly unexpected: unknown[];
  get(url: string, headers?: Readonly<Record<string, string>>, remoteAddress?: string): Promise<LightMyRequestResponse>;
  /** At a free port. @returns its address, without a slash at the end */
  listen(): Promise<string>;
  /** A form of the page's own, unless the headers say something else. */
  post(
    url: string,
    fields?: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<LightMyRequestResponse>;
}

/** The operator's page on a cluster in memory; it ends with the test. */
export async function serveOperator(wishes: OperatorWishes = {}): Promise<ServedOperator> {
  const { people = [], states = {}, page, options = {} } = wishes;
  const cluster = fakeCluster(people);
  const { log, lines } = logLines();
  const refreshed: string[] = [];
  const removed: ServedOperator['removed'] = [];
  const unexpected: unknown[] = [];
  const store = {
    settings: { instance: async () => 'clinic' },
    states: { load: async (userId: string) => states[userId] ?? EMPTY_PERSON },
  } as unknown as OperatorOptions['store'];
  const app = await createOperatorPage({
    ...{ cluster, store, log, config: pageConfig(page), clock: () => NOW },
    inviteUrl: (secret) => `https://clinic.example/connect/${secret}`,
    refresh: async (name) => void refreshed.push(name),
    rename: (row, name) => renameAccount(row, name, { store: UNUSED, cluster, clock: () => NOW }),
    async remove({ name }, force) {
      removed.push([name, force]);
      cluster.rows.delete(name);
      return 'ended';
    },
    onUnexpected: (error) => unexpected.push(error),
    ...options,
  });
  onTestFinished(() => app.close());
  return {
    ...{ cluster, lines, refreshed, removed, unexpected },
    listen: () => app.listen({ host: '127.0.0.1', port: 0 }),
    get: (url, headers = {}, remoteAddress = '127.0.0.1') => app.inject({ url, headers, remoteAddress }),
    post: (url, fields = {}, headers = OWN) =>
      app.inject({
        ...{ url, method: 'POST', remoteAddress: '127.0.0.1' },
        headers: { 'content-type': FORM, ...headers },
        payload: String(new URLSearchParams(fields)),
      }),
  };
}

/** Names in the list, in their order. */
export function namesIn({ body }: LightMyRequestResponse): string[] {
  return [...body.matchAll(/<th scope="row"><a href="[^"]*people\/([^"]+)"/g)].map(([, name]) =>
    decodeURIComponent(name!),
  );
}

/** Where a link of a kind leads. */
export function linkIn({ body }: LightMyRequestResponse, rel: 'prev' | 'next'): string | undefined {
  const href = body.match(new RegExp(`rel="${rel}" href="([^"]+)"`))?.[1];
  return href && new URL(href.replaceAll('&#38;', '&'), 'http://localhost/').href.replace('http://localhost', '');
}
