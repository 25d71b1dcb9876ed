import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Aedes, type AuthenticateError } from 'aedes';
import { onTestFinished } from 'vitest';

/** A broker that lets in only whoever knows this name and password. */
export async function guardedBroker(username: string, password: string): Promise<string> {
  const aedes = await Aedes.createBroker({
    authenticate(_client, name, word, done) {
      if (name === username && word?.toString() === password) return done(null, true);
      done(Object.assign(new Error('no'), { returnCode: 4 }) as AuthenticateError, false);
    },
  });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    void aedes.handle(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
