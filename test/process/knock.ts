import { once } from 'node:events';
import { connect } from 'node:net';

/** Says these bytes to a server; resolves with all that it answers, headers too, until it hangs up. */
export async function knock(address: string, words: string): Promise<string> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  // It may hang up before it has heard everything.
  socket.on('error', () => {});
  socket.write(words);
  await once(socket, 'close');
  return answer;
}

/** A request as bytes, after whose answer the server hangs up. */
export function request(method: string, path: string, { headers = '', body = '' } = {}): string {
  const length = body === '' ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
  return `${method} ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}${length}\r\n${body}`;
}
