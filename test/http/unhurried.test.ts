import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { createHttp, listen } from '../../src/http/server.js';
import { unhurried } from '../../src/http/unhurried.js';
import { systemTools } from '../../src/tools.js';
import { dial } from './support.js';

const SHORT = { requestMilliseconds: 300, idleMilliseconds: 150 };
/** More than the kernel keeps for somebody who does not read. */
const MUCH = 'x'.repeat(16_000_000);

async function serve(work: () => Promise<string>) {
  const server = await createHttp({ patience: SHORT });
  server.get('/', (request) => unhurried(request, work));
  const { port, close } = await listen(server, { host: '127.0.0.1', port: 0 });
  onTestFinished(close);
  return { server, ask: () => dial(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n') };
}

it('the work of an answer may take as long as it does', async () => {
  const { ask } = await serve(() => systemTools.sleep(3 * SHORT.idleMilliseconds).then(() => 'done'));

  const { answer } = await ask();

  expect(await answer).toMatch(/^HTTP\/1\.1 200 OK\r\n.*done$/s);
});

it.each([
  ['an answer', async () => MUCH],
  ['an answer that failed', () => Promise.reject(new Error('broken'))],
])('whoever does nothing more after %s is cut off all the same', async (_, work) => {
  const { server, ask } = await serve(work);
  const accepted = once(server.server, 'connection');
  const { socket } = await ask();
  socket.pause();
  const [line] = await accepted;

  await once(line, 'close');

  expect(line.destroyed).toBe(true);
});
