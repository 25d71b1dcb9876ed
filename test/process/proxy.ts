import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A proxy that makes tunnels and nothing else, as many companies have one. */
export interface TunnelProxy {
  readonly address: string;
  /** The heads of all requests, as they came. */
  readonly heads: string[];
  /** All that clients have sent, tunnels included, byte for byte. */
  sent(): string;
}

const TUNNEL = /^CONNECT (\S+):(\d+) HTTP/;

/** @param refusal status line and headers that it answers in place of a tunnel; gets the head of the request */
export async function startProxy(refusal?: (head: string) => string | undefined): Promise<TunnelProxy> {
  const heads: string[] = [];
  const chunks: Buffer[] = [];
  const sockets = new Set<Socket>();

  function serve(client: Socket): void {
    keep(client);
    let head = '';
    client.on('data', (chunk) => void chunks.push(chunk));
    client.on('data', function read(chunk: Buffer) {
      head += chunk.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      client.off('data', read);
      heads.push(head);
      answer(client, head);
    });
  }

  function answer(client: Socket, head: string): void {
    const [, host, port] = TUNNEL.exec(head) ?? [];
    const no = refusal?.(head) ?? (host ? undefined : 'HTTP/1.1 405 Tunnels only');
    if (no) {
      client.end(`${no}\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const target = keep(connect(Number(port), host!));
    target.once('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(target).pipe(client);
    });
  }

  function keep(socket: Socket): Socket {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    return socket;
  }

  const server = createServer(serve);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { address: `127.0.0.1:${port}`, heads, sent: () => Buffer.concat(chunks).toString('latin1') };
}
