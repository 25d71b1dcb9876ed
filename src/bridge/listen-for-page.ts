import type { FastifyInstance } from 'fastify';
import type { Config } from '../config/index.js';
import { type HttpServer, listen } from '../http/server.js';
import type { Log } from '../log.js';
import { pageAddress } from '../page/own-address.js';
import { keyToChange } from './key-to-change.js';
import { type Again, listenAgain } from './listen-again.js';
import { logUnexpected, reasonOf } from './unexpected.js';

/**
 * Makes a page and lets it listen at `page.host` and `page.port`.
 *
 * @param create is given whom to tell of what is not the fault of who asked
 * @param again where it is to be tried again when its port or address was not free
 * @returns undefined where it cannot be: the log says what to do, and the bridge goes on without
 */
export async function listenForPage(
  page: Config['page'],
  log: Log,
  create: (onUnexpected: (error: unknown) => void) => Promise<FastifyInstance>,
  again?: Again,
): Promise<HttpServer | undefined> {
  const { host, port } = page;
  const open = async () => {
    const app = await create((error) =>
      log.warn('the page could not answer: {reason}', { reason: reasonOf(error, log) }),
    );
    const server = await listen(app, { host, port });
    log.info('the page is at {url}', { url: pageAddress({ ...page, port: server.port }) });
    return server;
  };
  const onFailed = (error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    logUnexpected(error, log);
    log.error('no page on {host}:{port} ({reason}); change page.{key} or set page.enabled: false', {
      ...{ host, port, key: keyToChange(code) },
      reason: code ?? 'unknown error',
    });
  };
  return listenAgain(open, onFailed, again);
}
