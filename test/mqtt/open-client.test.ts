import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bareAddress, openClient } from '../../src/mqtt/open-client.js';

/** The first bytes that a client sends to a listener, as text. */
async function greeting(host: string, toUrl: (port: number) => string, options = {}): Promise<string> {
  const server = createServer();
  await once(server.listen(0, host), 'listening');
  const { port } = server.address() as { port: number };
  const connected = once(server, 'connection');
  const client = openClient(toUrl(port), { reconnectPeriod: 0, clientId: 'tester', ...options });
  const [socket] = await connected;
  onTestFinished(() => {
    client.end(true);
    client.stream.destroy();
    socket.destroy();
    server.close();
  });
  const [bytes] = await once(socket, 'data');
  return bytes.toString('latin1');
}

describe('openClient', () => {
  it('reaches a broker by name and by address', async () => {
    expect(await greeting('127.0.0.1', (port) => `mqtt://localhost:${port}`)).toContain('tester');
    expect(await greeting('127.0.0.1', (port) => `tcp://127.0.0.1:${port}`)).toContain('tester');
  });

  it('passes on what else an address says', async () => {
    const hello = await greeting('127.0.0.1', (port) => `mqtt://anna:p%40ss@127.0.0.1:${port}`);

    expect(hello).toContain('anna');
    expect(hello).toContain('p@ss');
  });
});

describe('bareAddress', () => {
  it('is host and port, and nothing else', () => {
    expect(bareAddress('mqtt://broker.local')).toEqual({ host: 'broker.local', port: 1883 });
    expect(bareAddress('tcp://[fd00::1]:2883')).toEqual({ host: 'fd00::1', port: 2883 });
    for (const url of ['mqtts://a', 'ws://a', 'mqtt://b:c@a', 'mqtt://a?clientId=x']) {
      expect(bareAddress(url)).toBeUndefined();
    }
  });
});
