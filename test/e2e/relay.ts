import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { createPacketReader } from './packets.js';

/** A wire between a client and a server, which a test can cut or keep still. */
export interface Relay {
  readonly port: number;
  /** From now on nothing of what clients say gets through. */
  hold(): void;
  /** Resolves when a client has said something that is held. */
  holding(): Promise<void>;
  release(): void;
  /**
   * Once a client has said this, packets of this kind (the first byte) that the server sends to it are thrown away, for
   * as long as that connection lasts; later ones get everything, unless it is for each that says it.
   */
  swallow(kind: number, after?: string, whose?: 'one' | 'each'): void;
  /** The client finds its connections broken; the server does not. */
  cutClients(): void;
  /** The server finds those connections broken too. */
  cutServer(): void;
}

/** Whatever is said, piece by piece as it comes. */
const asItComes = () => (chunk: Buffer) => [chunk];

/**
 * Ends with the test.
 *
 * @param speech for `swallow` both have to speak MQTT
 */
export async function startRelay(target: { readonly port: number }, speech: 'any' | 'mqtt' = 'any'): Promise<Relay> {
  const createReader = speech === 'mqtt' ? createPacketReader : asItComes;
  const clients = new Set<Socket>();
  const servers = new Set<Socket>();
  /** Those of the server whose client is gone. */
  const halves = new Set<Socket>();
  let open = Promise.resolve();
  let release = () => {};
  let held = () => {};
  let unwanted: { readonly kind: number; readonly after: string; readonly most: number } | undefined;
  const robbed = new Set<Socket>();
  let holding: Promise<void> = Promise.resolve();

  const relay = createServer((client) => {
    const server = connect(target.port, '127.0.0.1');
    keep(client, clients);
    keep(server, servers);
    const readClient = createReader();
    client.on('data', (chunk) => {
      held();
      const packets = readClient(chunk);
      const { after = '', most = 0 } = unwanted ?? {};
      if (robbed.size < most && packets.some((packet) => packet.includes(after))) robbed.add(client);
      void open.then(() => server.write(chunk));
    });
    client.on('end', () => server.end());
    client.on('close', () => halves.add(server));
    const readServer = createReader();
    server.on('data', (chunk) => {
      for (const packet of readServer(chunk)) {
        if (!robbed.has(client) || packet[0] !== unwanted?.kind) client.write(packet);
      }
    });
    server.on('close', () => client.destroy());
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  onTestFinished(() => {
    relay.close();
    for (const socket of [...clients, ...servers]) socket.destroy();
  });

  return {
    port: (relay.address() as AddressInfo).port,
    hold() {
      open = new Promise((resolve) => {
        release = resolve;
      });
      holding = new Promise((resolve) => {
        held = resolve;
      });
    },
    holding: () => holding,
    release: () => release(),
    swallow(kind, after = '', whose = 'one') {
      unwanted = { kind, after, most: whose === 'one' ? 1 : Number.POSITIVE_INFINITY };
      robbed.clear();
    },
    cutClients() {
      for (const socket of clients) socket.resetAndDestroy();
    },
    cutServer() {
      for (const socket of halves) socket.destroy();
    },
  };
}

function keep(socket: Socket, sockets: Set<Socket>): void {
  sockets.add(socket);
  socket.on('error', () => {});
  socket.on('close', () => sockets.delete(socket));
}
