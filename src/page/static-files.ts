import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Asset, Assets, Encoding } from './assets.js';

/** `/` and what it loads. Where nothing was built, a sentence instead of the page. */
export function addStaticFiles(app: FastifyInstance, assets: Assets | undefined): void {
  const index = assets?.get('index.html');
  app.get('/', async (request, reply) => {
    if (index) return send(request, reply, index);
    return reply.code(503).type('text/plain; charset=utf-8').send('The files of this page are missing; see the log.\n');
  });
  if (assets) addFiles(app, assets);
}

/** Files of a page, each at its path. */
export function addFiles(app: FastifyInstance, assets: Assets): void {
  for (const [path, asset] of assets) {
    // Each is a route of its own: no path that somebody sends is ever looked up anywhere.
    app.get(`/${encodeURI(path)}`, (request, reply) => send(request, reply, asset));
  }
}

async function send(request: FastifyRequest, reply: FastifyReply, asset: Asset): Promise<FastifyReply> {
  const encoding = encodingFor(request.headers['accept-encoding']);
  const packed = encoding && (await asset.packed(encoding));
  void reply.type(asset.type).header('vary', 'Accept-Encoding');
  if (asset.isHashed) void reply.header('cache-control', 'public, max-age=31536000, immutable');
  if (encoding && packed) void reply.header('content-encoding', encoding);
  return reply.send(packed ?? asset.body);
}

/** The smallest one that a client takes; undefined for one that takes none, as behind Home Assistant's ingress. */
export function encodingFor(accepted: string | undefined): Encoding | undefined {
  const taken = new Set(
    (accepted ?? '').split(',').flatMap((one) => {
      const [name = '', ...parameters] = one.split(';').map((part) => part.trim().toLowerCase());
      return parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)) ? [] : [name];
    }),
  );
  return (['br', 'gzip'] as const).find((encoding) => taken.has(encoding));
}
