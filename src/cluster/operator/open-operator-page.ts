import type { Again } from '../../bridge/listen-again.js';
import { listenForPage } from '../../bridge/listen-for-page.js';
import type { HttpServer } from '../../http/server.js';
import type { OperatorOptions } from './operator-options.js';
import { createOperatorPage } from './server.js';

/** The operator's page beside a bridge of several; where it cannot be, the log says what to do, and the bridge goes on. */
export async function openOperatorPage(options: OperatorOptions, again?: Again): Promise<HttpServer | undefined> {
  const { page } = options.config;
  if (!page.enabled) return undefined;
  return listenForPage(page, options.log, (onUnexpected) => createOperatorPage({ ...options, onUnexpected }), again);
}
