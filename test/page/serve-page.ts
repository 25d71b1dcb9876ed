import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import { assetOf } from '../../src/page/assets.js';
import type { PageOptions } from '../../src/page/page-options.js';
import { createPage } from '../../src/page/server.js';
import { systemTools } from '../../src/tools.js';
import { type HouseWishes, type InventedHouse, inventedHouse } from './invented-house.js';

export const PASSWORD = 'correct horse';
export const JSON_TYPE = { 'content-type': 'application/json' };

export interface ServedPage {
  readonly app: FastifyInstance;
  readonly house: InventedHouse;
  readonly unexpected: unknown[];
  /** As the bridge's stop. */
  stop(): void;
  /** Listens at a free port of this machine. @returns its address */
  listen(): Promise<string>;
}

export interface PageWishes extends HouseWishes {
  readonly options?: Partial<PageOptions>;
}

const SCRIPT = `console.log("${'x'.repeat(3000)}")`;

/** The page with files of its own; it ends with the test. */
export async function servePage({ options = {}, ...wishes }: PageWishes = {}): Promise<ServedPage> {
  const house = inventedHouse(wishes);
  const stop = new AbortController();
  const unexpected: unknown[] = [];
  const app = await createPage({
    house,
    assets: new Map(
      Object.entries({ 'index.html': '<!doctype html><p>page</p>', 'assets/index-AbCd1234.js': SCRIPT }).map(
        ([name, text]) => [name, assetOf(name, Buffer.from(text))],
      ),
    ),
    ingress: false,
    tools: systemTools,
    signal: stop.signal,
    onUnexpected: (error) => unexpected.push(error),
    ...options,
  });
  onTestFinished(async () => {
    stop.abort();
    await app.close();
  });
  return {
    ...{ app, house, unexpected },
    stop: () => stop.abort(),
    listen: () => app.listen({ host: '127.0.0.1', port: 0 }),
  };
}
