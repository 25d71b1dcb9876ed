import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { failureOf, lonelyClient } from './support.js';

it('a proxy that never answers keeps no connection open', async () => {
  const open = new Set<Socket>();
  let calls = 0;
  const proxy = createServer((socket) => {
    calls += 1;
    open.add(socket);
    socket.on('error', () => {});
    socket.on('data', () => {});
    socket.once('close', () => open.delete(socket));
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const { port } = proxy.address() as AddressInfo;
  vi.stubEnv('https_proxy', `http://127.0.0.1:${port}`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    for (const socket of open) socket.destroy();
    proxy.close();
  });
  const client = lonelyClient('https://withings.test', { timeout: 300 });

  const failure = await failureOf(client.getRawMeasures());

  expect(failure.message).toBe(`Withings did not answer /measure getmeas through the proxy 127.0.0.1:${port} in time`);
  expect(calls).toBe(3);
  await expect.poll(() => open.size).toBe(0);
});
