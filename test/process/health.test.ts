import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { dirname } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from './port.js';
import { type Program, type World, withings2mqtt, world } from './world.js';

async function health(config: string, env: Record<string, string> = {}) {
  const program = withings2mqtt(['health', '-c', config], env);
  return { code: await program.exit, output: program.output() };
}

/** A bridge that runs, with this server section; `log` is what it says when its server is up. */
async function running(server: string, env: Record<string, string> = {}): Promise<World & { program: Program }> {
  const here = await world({ yaml: `server: ${server}\n` });
  await here.authorize();
  const program = withings2mqtt(['run', '-c', here.config], env);
  await program.prints(/connected/);
  return { ...here, program };
}

/** Somebody else's server. */
async function listening(answer: (server: Server) => void): Promise<number> {
  const server = createServer();
  answer(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

describe('health, asked by a container', () => {
  it.each([
    ['a port of its own', (port: number) => `{ port: ${port} }`],
    ['all addresses', (port: number) => `{ port: ${port}, host: 0.0.0.0 }`],
    ['all addresses of IPv6', (port: number) => `{ port: ${port}, host: "::" }`],
    ['an address of IPv6', (port: number) => `{ port: ${port}, host: "::1" }`],
    ['a name', (port: number) => `{ port: ${port}, host: localhost }`],
    ['another address', (port: number) => `{ port: ${port}, host: 127.0.0.5 }`],
  ])('follows the configuration: %s', async (_, server) => {
    const { config } = await running(server(await freePort()));

    // Until its server is there, its sign of life counts.
    await expect.poll(() => health(config)).toEqual({ code: 0, output: 'ok: the bridge answers\n' });
  });

  it('follows the environment, too', async () => {
    const env = { WITHINGS2MQTT_SERVER_PORT: String(await freePort()) };
    const { config } = await running('{ host: 127.0.0.1 }', env);

    await expect.poll(() => health(config, env)).toEqual({ code: 0, output: 'ok: the bridge answers\n' });
  });

  it('needs no server: the bridge gives a sign of life in its data folder', async () => {
    const { config } = await running('{ enabled: false }');

    expect(await health(config)).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^ok: the bridge \(pid \d+\) gave a sign of life \d+ s ago\n$/),
    });
  });

  it('is well while another program has the port, and the bridge goes on without', async () => {
    const port = await listening((server) => server.on('request', (_, response) => response.writeHead(404).end('no')));
    const { config } = await running(`{ port: ${port} }`);

    expect((await health(config)).code).toBe(0);
  });

  it.each(['{ enabled: false }', '{ port: PORT }'])('fails where no bridge runs, with %s', async (server) => {
    const { config, program } = await running(server.replace('PORT', String(await freePort())));
    program.process.kill('SIGKILL');
    await program.exit;

    expect(await health(config)).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^FAIL: no bridge is running/),
    });
  });

  it('fails where there has never been one', async () => {
    const { config } = await world();

    expect(await health(config)).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^FAIL: no bridge is running/),
    });
  });

  it('fails when the bridge says that its rounds hang', async () => {
    const port = await listening((server) =>
      server.on('request', (_, response) => response.writeHead(503).end('{"alive":false}')),
    );
    const { config } = await world({ yaml: `server: { port: ${port} }\n` });

    expect(await health(config)).toMatchObject({ code: 1, output: expect.stringMatching(/^FAIL: .* its rounds hang/) });
  });

  it('fails when a bridge takes the connection and says nothing', async () => {
    const port = await listening((server) => server.on('request', () => {}));
    const { config } = await world({ yaml: `server: { port: ${port} }\n` });

    expect(await health(config)).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^FAIL: no answer from .* in 5 s/),
    });
  });

  it('fails when a process that has no server gives no sign of life any more', async () => {
    const { config, data, program } = await running('{ enabled: false }');
    program.process.kill('SIGSTOP');
    const then = Date.now() / 1000 - 900;
    await utimes(data('lease.db'), then, then);

    expect(await health(config)).toMatchObject({
      code: 1,
      output: expect.stringMatching(/no sign of life for 9\d\d s/),
    });
    program.process.kill('SIGCONT');
  });

  it('ends with 2 for a configuration that is wrong', async () => {
    const { config } = await world();
    await mkdir(dirname(config), { recursive: true });
    await writeFile(config, 'a: [');

    expect((await health(config)).code).toBe(2);
  });
});
