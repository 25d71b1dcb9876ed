import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { createRoom } from './namespaces.js';

const ASK = `fetch(process.argv[1], { signal: AbortSignal.timeout(Number(process.argv[2])) })
  .then(async (answer) => console.log(await answer.text()), ({ name }) => console.log(name))`;

it('a room reaches what listens on this side, unless it is cut off from it', async () => {
  const room = await createRoom();
  const server = createServer((_request, response) => response.end('here'));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, room.here, resolve));
  const { port } = server.address() as AddressInfo;
  const ask = async (patience = 20_000) => {
    const [command = '', ...args] = [
      ...room.within,
      process.execPath,
      '-e',
      ASK,
      `http://${room.here}:${port}`,
      String(patience),
    ];
    return (await promisify(execFile)(command, args)).stdout.trim();
  };

  expect(await ask()).toBe('here');
  await room.cutOff([port]);
  expect(await ask(1000)).toBe('TimeoutError');
  await room.join();
  expect(await ask()).toBe('here');
});
