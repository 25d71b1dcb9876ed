import { createServer, type RequestListener, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Cloud, TokenReply } from '../../src/demo/cloud.js';
import { WithingsApiClient, type WithingsApiClientConfig } from '../../src/withings/client.js';
import { ANNA, CLIENT } from '../demo/helpers.js';

export const CREDENTIALS = { clientId: CLIENT.client_id, clientSecret: CLIENT.client_secret };

/** A client that never waits, logged in as Anna unless other tokens are given. */
export function testClient(
  cloud: Cloud,
  more: Partial<WithingsApiClientConfig> = {},
  tokens: Pick<TokenReply, 'access_token' | 'refresh_token'> = cloud.login(ANNA),
): WithingsApiClient {
  return new WithingsApiClient({
    ...CREDENTIALS,
    baseUrl: cloud.url,
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    retryDelay: () => 0,
    sleep: async () => {},
    ...more,
  });
}

/** A client of a server that is no simulated cloud; its tokens are its own. */
export function lonelyClient(baseUrl: string, more: Partial<WithingsApiClientConfig> = {}): WithingsApiClient {
  const tokens = { accessToken: 'access-1', refreshToken: 'refresh-1' };
  return new WithingsApiClient({
    ...{ ...CREDENTIALS, ...tokens, baseUrl, warn: () => {} },
    ...{ retryDelay: () => 0, sleep: async () => {} },
    ...more,
  });
}

/** What a promise rejects with; fails the test when it does not. */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => error,
  );
  if (outcome instanceof Error) return outcome;
  throw new Error(`expected a rejection with an Error, got ${JSON.stringify(outcome)}`);
}

/** A plain HTTP server that ends with the test. */
export async function testServer(listener: RequestListener, options: ServerOptions = {}): Promise<string> {
  const server = createServer(options, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The path, action and envelope status of what a cloud has received, in order. */
export function callsOf(cloud: Cloud): string[] {
  return cloud.requests.map(({ action, status }) => `${action} ${status}`);
}
