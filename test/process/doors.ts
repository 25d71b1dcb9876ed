import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import { onTestFinished } from 'vitest';

/** A broker with two doors: the bridge comes through one that a test can shut, who watches through the other. */
export interface Doors {
  /** For the bridge. */
  readonly url: string;
  /** For those that watch: open always. */
  readonly watchUrl: string;
  /** The bridge finds the broker gone, and nothing at its address. */
  shut(): Promise<void>;
  open(): Promise<void>;
  /** Neither acknowledges nor hands on what comes on this topic; resolves with the first such payload. */
  hold(topic: string): Promise<string>;
  /** Lets through what was held; from now on all topics are as usual. */
  release(): void;
  /** The same, but what was held is lost. */
  lose(): void;
}

export async function startDoors(): Promise<Doors> {
  let held: { readonly topic: string; readonly tell: (payload: string) => void } | undefined;
  let waiting: (() => void)[] = [];
  const aedes = await Aedes.createBroker({
    authorizePublish(_client, packet, done) {
      if (packet.topic !== held?.topic) return done(null);
      waiting.push(() => done(null));
      held.tell(packet.payload.toString());
    },
  });
  const handle = (socket: Socket) => void aedes.handle(socket);
  const watching = door(handle);
  const entrance = door(handle);
  const watchUrl = await watching.open(0);
  const url = await entrance.open(0);
  onTestFinished(async () => {
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    await Promise.all([watching.shut(), entrance.shut()]);
  });
  return {
    url,
    watchUrl,
    shut: entrance.shut,
    async open() {
      await entrance.open(Number(new URL(url).port));
    },
    hold: (topic) =>
      new Promise((tell) => {
        held = { topic, tell };
      }),
    release() {
      held = undefined;
      for (const pass of waiting.splice(0)) pass();
    },
    lose() {
      held = undefined;
      waiting = [];
    },
  };
}

/** A place on 127.0.0.1 where connections are let in; it can be shut, and opened again at the same port. */
export function door(handle: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  return {
    async open(port: number): Promise<string> {
      server = createServer((socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
        handle(socket);
      });
      await new Promise<void>((resolve, reject) => {
        server?.once('error', reject).listen(port, '127.0.0.1', resolve);
      });
      return `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    async shut(): Promise<void> {
      const closed = new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
