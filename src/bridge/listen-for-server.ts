import type { Config } from '../config/index.js';
import type { HttpServer } from '../http/server.js';
import type { Log } from '../log.js';
import { keyToChange } from './key-to-change.js';
import { type Again, listenAgain } from './listen-again.js';
import { logUnexpected } from './unexpected.js';

export interface ServerListening {
  /** Where it is to listen. */
  readonly server: Config['server'];
  readonly log: Log;
  /** Where it is to be tried again when its port or address was not free. */
  readonly again?: Again | undefined;
  /** Withings is to post there, for a bridge that says so. */
  readonly isNotified?: boolean;
}

const NO_SERVER =
  'no HTTP server on {host}:{port} ({reason}); change server.{key} or set server.enabled: false' as const;
const NO_WEBHOOKS = `${NO_SERVER}; Withings cannot notify, polling goes on` as const;

/**
 * Lets the server of the bridge listen, for health, webhooks and logins.
 *
 * @returns undefined where it cannot be at once: the log says what to do, and the bridge goes on without
 */
export function listenForServer(
  { server: { host, port }, log, again, isNotified = false }: ServerListening,
  open: () => Promise<HttpServer>,
): Promise<HttpServer | undefined> {
  const onFailed = (error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    const about = { host, port, key: keyToChange(code), reason: code ?? 'unknown error' };
    logUnexpected(error, log);
    if (isNotified) log.error(NO_WEBHOOKS, about);
    else log.error(NO_SERVER, about);
  };
  const onOpened = (late: HttpServer) => {
    log.info('the HTTP server listens on {host}:{port} now', { host, port });
    again?.onOpened(late);
  };
  return listenAgain(open, onFailed, again && { ...again, onOpened });
}
