import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { openEventStream } from '../../src/page/event-stream.js';
import { cut, dial } from './dial.js';

/** More than the kernel keeps for somebody who does not read. */
const MUCH = 'x'.repeat(16_000_000);

/** A stream to a client that reads nothing until it is told to. */
async function setUp() {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const asked = once(server, 'request');
  const client = await dial(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'GET / HTTP/1.0\r\n\r\n');
  client.pause();
  const [, response] = (await asked) as [unknown, ServerResponse];
  return { client, response, stream: openEventStream(response, { 'x-more': 'a' }) };
}

it('drops who has taken nothing at two signs of life', async () => {
  const { client, response, stream } = await setUp();
  stream.send('state', 1, MUCH);

  stream.beat();
  expect(response.destroyed).toBe(false);
  stream.beat();

  expect(response.destroyed).toBe(true);
  await cut(client);
});

it('keeps nothing more for who has much to take still', async () => {
  const { response, stream } = await setUp();
  stream.send('state', 1, MUCH);

  stream.send('change', 2, '{}');

  expect(response.destroyed).toBe(true);
  stream.send('change', 3, '{}');
});

it('ends at once, also for who reads nothing', async () => {
  const { response, stream } = await setUp();
  stream.send('state', 1, MUCH);

  stream.end();

  expect(response.destroyed).toBe(true);
});

it('waits for who is slow', async () => {
  const { client, response, stream } = await setUp();
  stream.send('state', 1, MUCH);
  stream.beat();

  client.resume();
  await once(response, 'drain');
  stream.beat();
  stream.beat();
  stream.beat();
  stream.send('change', 2, '{}');

  expect(response.destroyed).toBe(false);
});

it('says how it is to be read, and ends', async () => {
  const { client, stream } = await setUp();
  stream.send('state', 1, '{}');
  stream.beat();
  stream.end();
  stream.send('change', 2, '{}');
  let text = '';
  client.on('data', (part) => {
    text += part;
  });

  await cut(client);

  expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\nx-more: a\r\n/);
  expect(text).toMatch(/\r\n\r\nretry: 2000\n\nevent: state\nid: 1\ndata: \{\}\n\n:\n\n$/);
});
