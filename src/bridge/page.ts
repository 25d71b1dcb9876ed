import { fileURLToPath } from 'node:url';
import type { HttpServer } from '../http/server.js';
import { readAssets } from '../page/assets.js';
import type { House } from '../page/house.js';
import { createPage } from '../page/server.js';
import { messageOf } from '../tools.js';
import type { Again } from './listen-again.js';
import { listenForPage } from './listen-for-page.js';
import { hasPage } from './page-sink.js';
import type { Parts } from './parts.js';

/** Where the build puts the browser side, seen from this file as it is built. */
const WEB = fileURLToPath(new URL('../web', import.meta.url));

/** The page beside the bridge; where it cannot be, the log says what to do, and the bridge goes on without. */
export async function openPage(parts: Parts, house: House, again?: Again): Promise<HttpServer | undefined> {
  const { config, log, tools, signal, webFolder = WEB, ingress = false } = parts;
  if (!hasPage(parts)) return undefined;
  const assets = await readAssets(webFolder).catch((error: unknown) => {
    log.error('the files of the page cannot be read ({reason}); install withings2mqtt anew, or run: npm run build', {
      reason: messageOf(error),
    });
    return undefined;
  });
  return listenForPage(
    config.page,
    log,
    (onUnexpected) => createPage({ house, assets, ingress, tools, signal, onUnexpected }),
    again,
  );
}
