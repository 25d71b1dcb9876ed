import type { FastifyInstance } from 'fastify';
import { addWebhook, type WebhookOptions } from './webhook.js';

/** How the bridge is doing, for a health check. */
export interface Health {
  readonly broker: boolean;
  readonly sync: boolean;
}

export interface HttpServer {
  close(): Promise<void>;
}

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  readonly health: () => Health;
  readonly webhook?: WebhookOptions | undefined;
}

/**
 * The HTTP side of the bridge: `GET /health` answers 200 when broker and last sync are well, else 503. Everything else
 * is 404. The framework is loaded only here: it is the largest of the packages.
 */
export async function startServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = await createHttp();
  server.get('/health', async (_request, reply) => {
    const health = options.health();
    return reply.code(health.broker && health.sync ? 200 : 503).send(health);
  });
  if (options.webhook) await addWebhook(server, options.webhook);
  await server.listen({ host: options.host, port: options.port });
  return { close: () => server.close() };
}

/** A server that tells nothing about itself and waits for nobody long. */
export async function createHttp(): Promise<FastifyInstance> {
  const { fastify } = await import('fastify');
  const server = fastify({
    logger: false,
    bodyLimit: 64 * 1024,
    connectionTimeout: 10_000,
    requestTimeout: 10_000,
    keepAliveTimeout: 5_000,
    forceCloseConnections: true,
  });
  server.setNotFoundHandler((_request, reply) => reply.code(404).type('text/plain').send('not found\n'));
  // Whoever sends what nobody asked for learns nothing from it.
  server.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    if ((error.statusCode ?? 500) < 500) return reply.callNotFound();
    return reply.code(500).type('text/plain').send('internal error\n');
  });
  return server;
}
