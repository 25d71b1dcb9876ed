import { describe, expect, it } from 'vitest';
import { listenAgain } from '../../src/bridge/listen-again.js';
import type { HttpServer } from '../../src/http/server.js';
import { createVirtualTime } from '../virtual-time.js';

const refusal = (code: string) => Object.assign(new Error(`listen ${code}`), { code });

/** A server that cannot be opened so many times. */
async function opened(code: string, times: number) {
  const time = createVirtualTime();
  const stop = new AbortController();
  const said: unknown[] = [];
  const late: HttpServer[] = [];
  const counts = { tries: 0, closed: 0 };
  const server: HttpServer = {
    port: 8098,
    async close() {
      counts.closed += 1;
    },
  };
  const open = async () => {
    counts.tries += 1;
    if (counts.tries <= times) throw refusal(code);
    return server;
  };
  const again = { sleep: time.sleep, signal: stop.signal, onOpened: (one: HttpServer) => void late.push(one) };
  const first = await listenAgain(open, (error) => said.push((error as NodeJS.ErrnoException).code), again);
  return { time, stop, said, late, counts, server, first };
}

describe('a server', () => {
  it('that opens at once is given back', async () => {
    const { first, server, said, late } = await opened('EADDRINUSE', 0);

    expect([first, said, late]).toEqual([server, [], []]);
  });

  it.each(['EADDRINUSE', 'EADDRNOTAVAIL'])('of %s is tried again each half a minute, said once', async (code) => {
    const { time, first, server, said, late, counts } = await opened(code, 4);
    expect([first, said, counts.tries]).toEqual([undefined, [code], 1]);

    await time.pass(119_999);
    expect([late, counts.tries]).toEqual([[], 4]);
    await time.pass(3_600_000);

    expect([late, said, counts]).toEqual([[server], [code], { tries: 5, closed: 0 }]);
  });

  it.each(['EACCES', 'ENOTFOUND'])('of %s waits for somebody to change the configuration', async (code) => {
    const { time, said, counts } = await opened(code, 1);
    await time.pass(3_600_000);

    expect([said, counts.tries]).toEqual([[code], 1]);
  });

  it('is tried no more when everything stops', async () => {
    const { time, stop, counts, late } = await opened('EADDRINUSE', 1);
    stop.abort();
    await time.pass(3_600_000);

    expect([counts.tries, late]).toEqual([1, []]);
  });
});
