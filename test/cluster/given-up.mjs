// Asks a server for what it gives up after a second: given-up.mjs URL. In the last instant before it sends the request it
// says so, and waits for a line on its input. Prints how it went.
import { readSync, writeSync } from 'node:fs';
import { createTransport } from '../../dist/withings/transport.js';

function isLost() {
  if (lost.aborted) return true;
  writeSync(1, 'connected\n');
  readSync(0, Buffer.alloc(1));
  return false;
}

const call = createTransport({ baseUrl: process.argv[2] });
const lost = AbortSignal.timeout(1000);
await call({ endpoint: '/v2/oauth2', action: 'any', params: {}, repeatable: false, hold: { lost, isLost } }).then(
  () => console.log('answered'),
  (error) => console.log(error.message),
);
// What the kernel has of it stays longer than the process.
setInterval(() => {}, 60_000);
