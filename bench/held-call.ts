import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * A POST of a form that is received the moment it is sent: the connection stands already.
 *
 * @returns sends it
 */
export async function heldCall(url: string, form: Readonly<Record<string, string>>): Promise<() => void> {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  const body = new URLSearchParams(form).toString();
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  socket.resume();
  return () => void socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
}
