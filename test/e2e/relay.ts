import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A wire between a client and a server, which a test can cut or keep still. */
export interface Relay {
  readonly port: number;
  /** From now on nothing of what clients say gets through. */
  hold(): void;
  /** Resolves when a client has said something that is held. */
  holding(): Promise<void>;
  release(): void;
  /** The client finds its connections broken; the server does not. */
  cutClients(): void;
  /** The server finds those connections broken too. */
  cutServer(): void;
}

/** Ends with the test. */
export async function startRelay(target: { readonly port: number }): Promise<Relay> {
  const clients = new Set<Socket>();
  const servers = new Set<Socket>();
  /** Those of the server whose client is gone. */
  const halves = new Set<Socket>();
  let open = Promise.resolve();
  let release = () => {};
  let held = () => {};
  let holding = Promise.resolve();

  const relay = createServer((client) => {
    const server = connect(target.port, '127.0.0.1');
    keep(client, clients);
    keep(server, servers);
    client.on('data', (chunk) => {
      held();
      void open.then(() => server.write(chunk));
    });
    client.on('end', () => server.end());
    client.on('close', () => halves.add(server));
    server.on('data', (chunk) => client.write(chunk));
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
