import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { Aedes } from 'aedes';
import { expect, it, onTestFinished } from 'vitest';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { createCertificate } from '../mqtt/certificate.js';
import { createRoom, type Room } from './namespaces.js';

async function startServer(scheme: string, host: string) {
  const asked: string[] = [];
  const listener: RequestListener = async (request, response) => {
    for await (const chunk of request) asked.push(String(chunk));
    response.end('{"status":0,"body":{}}');
  };
  const server = scheme === 'http' ? createServer(listener) : createTlsServer({ ...createCertificate() }, listener);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return { asked, port: (server.address() as AddressInfo).port };
}

async function startBroker(scheme: string, host: string) {
  const aedes = await Aedes.createBroker();
  const published: string[] = [];
  aedes.on('publish', ({ topic }, client) => {
    if (client) published.push(topic);
  });
  const server = {
    mqtt: () => createTcpServer(aedes.handle),
    mqtts: () => createSecureServer({ ...createCertificate() }, aedes.handle),
    ws: () => createServer(),
    wss: () => createTlsServer({ ...createCertificate() }),
  }[scheme]!();
  if (scheme.startsWith('ws')) {
    const sockets = new WebSocketServer({ server: server as HttpServer });
    sockets.on('connection', (socket) => aedes.handle(createWebSocketStream(socket)));
  }
  onTestFinished(() => {
    aedes.close();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return { published, port: (server.address() as AddressInfo).port };
}

function startProcess({ within }: Room, script: string, url: string) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const [command = '', ...args] = [...within, process.execPath, path, url];
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
  });
  return { child, said: () => said };
}

/** What of a process' network waits to be sent to a port: `tx_queue` in `/proc/<pid>/net/tcp`. */
function waitingFor(pid: number, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const waiting = new RegExp(`^ *\\d+: \\S+ [0-9A-F]{8}:${hex} \\S+ (?!00000000:)`);
  return readFileSync(`/proc/${pid}/net/tcp`, 'utf8')
    .split('\n')
    .filter((line) => waiting.test(line));
}

/** Lets a process ask for something in a network that is cut, until it says the word; nothing of it may come afterwards. */
async function giveUpInCut(room: Room, script: string, url: string, word: string): Promise<void> {
  const port = Number(new URL(url).port);
  const { child, said } = startProcess(room, script, url);
  await expect.poll(said).toContain('connected');

  await room.cutOff([port]);
  child.stdin.write('\n');
  await expect.poll(said).toContain(word);

  expect(waitingFor(child.pid!, port)).toEqual([]);
  await room.join();
}

it.each(['http', 'https'])(
  'what is given up while the network is cut does not leave a bridge later: %s',
  async (scheme) => {
    const room = await createRoom();
    const { asked, port } = await startServer(scheme, room.here);

    await giveUpInCut(room, 'given-up.mjs', `${scheme}://${room.here}:${port}`, 'given up before Withings answered');

    expect(asked).toEqual([]);
  },
);

it.each(['mqtt', 'mqtts', 'ws', 'wss'])(
  'what is dropped while the network is cut does not reach the broker later: %s',
  async (scheme) => {
    const room = await createRoom();
    const { port, published } = await startBroker(scheme, room.here);

    await giveUpInCut(room, 'dropped.mjs', `${scheme}://${room.here}:${port}`, 'dropped');

    expect(published).toEqual([]);
  },
);
