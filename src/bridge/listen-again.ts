import type { HttpServer } from '../http/server.js';
import type { Tools } from '../tools.js';

/** How a server that could not be opened is tried again. */
export interface Again {
  readonly sleep: Tools['sleep'];
  /** Ends it. */
  readonly signal: AbortSignal;
  /** It is there after all; whoever is told closes it. */
  readonly onOpened: (server: HttpServer) => void;
}

const AGAIN_MILLISECONDS = 30_000;
/** Whoever has the port may go; an address may come with the network, some time after a power cut. */
const PASSING: readonly unknown[] = ['EADDRINUSE', 'EADDRNOTAVAIL'];

/**
 * Opens a server, and goes on trying where what keeps it from that may pass by itself.
 *
 * @param onFailed told of the first try alone
 * @returns undefined where it is not there at once
 */
export async function listenAgain(
  open: () => Promise<HttpServer>,
  onFailed: (error: unknown) => void,
  again?: Again,
): Promise<HttpServer | undefined> {
  try {
    return await open();
  } catch (error) {
    onFailed(error);
    if (again && PASSING.includes((error as NodeJS.ErrnoException).code)) void untilOpen(open, again);
    return undefined;
  }
}

async function untilOpen(open: () => Promise<HttpServer>, { sleep, signal, onOpened }: Again): Promise<void> {
  let server: HttpServer | undefined;
  while (!server) {
    await sleep(AGAIN_MILLISECONDS, signal).catch(() => {});
    if (signal.aborted) return;
    server = await open().catch(() => undefined);
  }
  // Stopped while it opened: nobody is left to close it.
  if (signal.aborted) await server.close();
  else onOpened(server);
}
