import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { reset, resettable } from '../src/reset.js';
import { createCertificate } from './mqtt/certificate.js';
import { listening } from './mqtt/watch.js';

/** Two ends of a connection; what comes is read by nobody, so that soon nothing more goes out. */
async function connected(): Promise<{ readonly own: Socket; readonly other: Socket }> {
  const server = createServer();
  const { port } = await listening(server);
  const own = connect({ host: '127.0.0.1', port });
  onTestFinished(() => void own.destroy());
  const [[other]] = (await Promise.all([once(server, 'connection'), once(own, 'connect')])) as [[Socket], unknown];
  return { own, other };
}

/** How it ends for the one who is at the other side. */
async function seenEnd(socket: Socket): Promise<string> {
  const ends = ['error', 'end'].map(async (kind) => {
    const [error] = (await once(socket, kind).catch((reason: unknown) => [reason])) as [{ code?: string } | undefined];
    return error?.code ?? kind;
  });
  socket.resume();
  return Promise.race(ends);
}

describe('a connection that is reset', () => {
  it('ends with a RST', async () => {
    const { own, other } = await connected();
    own.write('some');
    await once(other, 'readable');

    reset(own);

    expect(await seenEnd(other)).toBe('ECONNRESET');
    expect(own.destroyed).toBe(true);
  });

  it.each(['secureConnect', 'data', 'a moment later'])('ends with a RST below TLS: at %s', async (when) => {
    const server = createTlsServer({ ...createCertificate() });
    const end = new Promise<string | undefined>((resolve) => {
      const onError = ({ code }: NodeJS.ErrnoException) => resolve(code);
      server.on('tlsClientError', onError);
      server.on('secureConnection', (socket) => {
        socket.on('error', onError).on('end', () => resolve('end'));
        socket.write('hello');
        socket.resume();
      });
    });
    const { port } = await listening(server);
    const tcp = connect({ host: '127.0.0.1', port });
    await once(tcp, 'connect');
    const own = resettable(connectTls({ socket: tcp, rejectUnauthorized: false }), tcp);

    if (when === 'a moment later') void once(own, 'data').then(() => reset(own));
    else own.on(when, () => reset(own));

    expect(await end).toBe('ECONNRESET');
    expect([own.destroyed, tcp.destroyed]).toEqual([true, true]);
  });

  it('does not wait for what cannot go out', async () => {
    const { own } = await connected();
    while (own.writableLength < 16 << 20) own.write(Buffer.alloc(1 << 20));
    const closed = once(own, 'close');

    reset(own);

    await closed;
    expect(own.destroyed).toBe(true);
  });

  it('is closed where it cannot be reset: it is closing, or has not begun, or is something else', async () => {
    const { own } = await connected();
    own.end();
    const connecting = connect({ host: '127.0.0.1', port: own.remotePort! });
    const other = new PassThrough();
    for (const stream of [own, connecting, other]) {
      const closed = once(stream, 'close');
      reset(stream);
      await closed;
      expect(stream.destroyed).toBe(true);
    }
  });
});
