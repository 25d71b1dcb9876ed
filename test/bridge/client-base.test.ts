import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createClientBase } from '../../src/bridge/client-base.js';
import type { Config } from '../../src/config/index.js';
import { createTelemetry } from '../../src/telemetry.js';
import { systemTools } from '../../src/tools.js';
import { WithingsApiClient } from '../../src/withings/client.js';
import { logLines } from '../log-lines.js';
import { testServer } from '../withings/support.js';

/** A cloud whose connections are counted, and what its clients share. */
async function setUp() {
  const sockets = new Set<Socket>();
  const apiUrl = await testServer(({ socket }, response) => {
    sockets.add(socket);
    response.end('{"status":0,"body":{"goals":{}}}');
  });
  const withings = { apiUrl, clientId: 'id', clientSecret: 'secret', callsPerMinute: 120 };
  const config = { withings } as unknown as Config;
  const { signal } = new AbortController();
  const { clientBase } = createClientBase(
    { config, log: logLines().log, tools: systemTools, signal },
    createTelemetry(),
  );
  return { sockets, clientBase };
}

describe('the API clients of a bridge', () => {
  it('share connections, whosever they are', async () => {
    const { sockets, clientBase } = await setUp();
    for (const name of ['anna', 'ben', 'carla']) {
      await new WithingsApiClient({ ...clientBase(name), accessToken: name, refreshToken: 'r' }).getGoals();
    }
    expect(sockets.size).toBe(1);
  });
});
