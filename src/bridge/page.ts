import { fileURLToPath } from 'node:url';
import { type HttpServer, listen } from '../http/server.js';
import { readAssets } from '../page/assets.js';
import type { House } from '../page/house.js';
import { pageAddress } from '../page/own-address.js';
import { createPage } from '../page/server.js';
import { messageOf } from '../tools.js';
import { keyToChange } from './key-to-change.js';
import { hasPage } from './page-sink.js';
import type { Parts } from './parts.js';
import { logUnexpected, reasonOf } from './unexpected.js';

/** Where the build puts the browser side, seen from this file as it is built. */
const WEB = fileURLToPath(new URL('../web', import.meta.url));

/** The page beside the bridge; where it cannot be, the log says what to do, and the bridge goes on without. */
export async function openPage(parts: Parts, house: House): Promise<HttpServer | undefined> {
  const { config, log, tools, signal, webFolder = WEB, ingress = false } = parts;
  if (!hasPage(parts)) return undefined;
  const { host, port } = config.page;
  const assets = await readAssets(webFolder).catch((error: unknown) => {
    log.error('the files of the page cannot be read ({reason}); install withings2mqtt anew, or run: npm run build', {
      reason: messageOf(error),
    });
    return undefined;
  });
  try {
    const onUnexpected = (error: unknown) =>
      log.warn('the page could not answer: {reason}', { reason: reasonOf(error, log) });
    const app = await createPage({ house, assets, ingress, tools, signal, onUnexpected });
    const server = await listen(app, { host, port });
    log.info('the page is at {url}', { url: pageAddress({ ...config.page, port: server.port }) });
    return server;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    logUnexpected(error, log);
    log.error('no page on {host}:{port} ({reason}); change page.{key} or set page.enabled: false', {
      ...{ host, port, key: keyToChange(code) },
      reason: code ?? 'unknown error',
    });
    return undefined;
  }
}
