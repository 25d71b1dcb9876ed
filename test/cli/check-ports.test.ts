import { createServer as createHttp } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkServer } from '../../src/cli/check-ports.js';

const HOST = '127.0.0.1';
const { signal } = new AbortController();

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** Whoever answers everything so. */
function answering(text: string): Promise<number> {
  return portOf(createHttp((_, response) => response.end(text)));
}

const check = (port: number, bridgeRuns: boolean, host = HOST, idle?: string) =>
  checkServer({ host, port }, { bridgeRuns, idle }, signal);

describe('the server of a bridge', () => {
  it('finds its port free, and leaves it so', async () => {
    const other = createServer();
    const port = await portOf(other);
    await new Promise((resolve) => other.close(resolve));

    expect(await check(port, false)).toBe(`${HOST}:${port}, as soon as the bridge runs`);
    expect(await check(port, false)).toBe(`${HOST}:${port}, as soon as the bridge runs`);
  });

  it('has a port that another program has', async () => {
    const port = await answering('something');
    const taken = `${HOST}:${port}: another program has this port; change server.port, or stop that one`;

    await expect(check(port, false)).rejects.toThrow(taken);
    await expect(check(port, true)).rejects.toThrow(taken);
  });

  it.each(['{"alive":true}', '{"alive":false}'])(
    'has a port that a bridge has which does not run from here: %s',
    async (health) => {
      const port = await answering(health);

      await expect(check(port, false, HOST, '/data')).rejects.toThrow(
        `${HOST}:${port}: a bridge answers here that does not run from /data: is the right volume mounted there? Else change server.port, or stop that one`,
      );
      // Of one on another machine nobody can say whose bridge it is.
      await expect(check(port, false)).rejects.toThrow('another program has this port');
    },
  );

  it('has an address of another machine', async () => {
    await expect(check(0, false, '192.0.2.1')).rejects.toThrow(/EADDRNOTAVAIL\); change server\.host$/);
  });

  it('answers while the bridge runs', async () => {
    const port = await answering('{"alive":true}');

    expect(await check(port, true)).toBe(`${HOST}:${port} answers`);
  });

  it('hangs, or does not answer, though the bridge runs', async () => {
    await expect(check(await answering('{"alive":false}'), true)).rejects.toThrow('rounds hang');
    const other = createServer();
    const port = await portOf(other);
    await new Promise((resolve) => other.close(resolve));

    await expect(check(port, true)).rejects.toThrow('no answer, though the bridge runs');
  });
});
