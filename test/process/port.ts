import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the range from which systems take ports for those who ask for any, so that nobody gets it meanwhile. */
const FROM = 20_000;
const TO = 32_000;
/** Of each process of tests: those that run at once look for theirs in different places. */
const SHARE = 1000;

const given = new Set<number>();

/** A port of 127.0.0.1 that is free, and stays so until it is used; each time another one. */
export async function freePort(): Promise<number> {
  const first = FROM + ((Number(process.env.VITEST_POOL_ID ?? 0) * SHARE) % (TO - FROM));
  for (;;) {
    const port = randomInt(first, first + SHARE);
    if (given.has(port)) continue;
    const server = createServer().listen(port, '127.0.0.1');
    const free = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!free) continue;
    server.close();
    await once(server, 'close');
    given.add(port);
    return port;
  }
}
