import type { FastifyInstance, FastifyReply } from 'fastify';
import { addCallback, type CallbackRoute } from './callback.js';
import { socketHost } from './host-address.js';
import { addInvitation, type InvitationRoutes } from './invitation.js';
import { addMetrics, type MetricsOptions } from './metrics.js';
import { addWebhook, type WebhookOptions } from './webhook.js';

/** Whether what the bridge leans on is well. */
export interface Readiness {
  readonly broker: boolean;
  /** What must outlive the process can be kept. */
  readonly store: boolean;
  /** The last fetch of every account went well, of those that let the bridge in. */
  readonly sync: boolean;
  /** The destinations beside the broker that take nothing now. What they are to get waits, so they make nobody unready. */
  readonly unwell_sinks?: readonly string[];
}

export interface HttpServer {
  /** The one it listens on, also where a free one was asked for. */
  readonly port: number;
  close(): Promise<void>;
}

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  /** Whether it lives: false when it should be started anew. */
  readonly alive: () => boolean;
  readonly ready: () => Promise<Readiness>;
  readonly webhook?: WebhookOptions | undefined;
  readonly metrics?: MetricsOptions | undefined;
  /** Where browsers come back from Withings. */
  readonly callback?: CallbackRoute | undefined;
  /** Where people who were invited connect their accounts. */
  readonly invitations?: InvitationRoutes | undefined;
  readonly patience?: Patience;
}

/** How long a client may take. */
export interface Patience {
  /** For its whole request. */
  readonly requestMilliseconds: number;
  /** Without a word. */
  readonly idleMilliseconds: number;
}

/** As many as a whole neighbourhood needs, and far fewer than the files that a process may have open. */
const MOST_CONNECTIONS = 200;
const MOST_BODY_BYTES = 64 * 1024;
const PATIENCE: Patience = { requestMilliseconds: 10_000, idleMilliseconds: 10_000 };

/**
 * The HTTP side of the bridge: `GET /health` answers 200 while the bridge lives, `GET /ready` when broker, store and last
 * sync are well, too, each else 503. What else is asked of it stands in the options; everything else is 404. The framework is loaded only here: it is the largest of the
 * packages.
 */
export async function startServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = await createHttp({ patience: options.patience });
  server.get('/health', async (_request, reply) => {
    const alive = options.alive();
    return reply.code(alive ? 200 : 503).send({ alive });
  });
  server.get('/ready', async (_request, reply) => {
    const readiness = await options.ready();
    const { broker, store, sync } = readiness;
    return reply.code(broker && store && sync ? 200 : 503).send(readiness);
  });
  if (options.metrics) addMetrics(server, options.metrics);
  if (options.webhook) await addWebhook(server, options.webhook);
  if (options.invitations) addInvitation(server, options.invitations, options.callback);
  else if (options.callback) addCallback(server, options.callback);
  return listen(server, options);
}

/** @param options `host` may have the brackets that IPv6 has in a URL */
export async function listen(
  server: FastifyInstance,
  { host, port }: Pick<HttpServerOptions, 'host' | 'port'>,
): Promise<HttpServer> {
  try {
    await server.listen({ host: socketHost(host), port });
  } catch (error) {
    await server.close();
    throw error;
  }
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => server.close(),
  };
}

export interface HttpOptions {
  readonly patience?: Patience | undefined;
  readonly voice?: Voice;
  /** The address that a request is for, of the one that it says. Default: the same. */
  readonly rewriteUrl?: (url: string) => string;
}

/** What a server says to whom it has nothing for. */
export interface Voice {
  notFound(reply: FastifyReply): FastifyReply;
  failed(error: Error & { readonly statusCode?: number }, reply: FastifyReply): FastifyReply;
}

/** Whoever sends what nobody asked for learns nothing from it. */
const TACITURN: Voice = {
  notFound: (reply) => reply.code(404).type('text/plain').send('not found\n'),
  failed: ({ statusCode = 500 }, reply) =>
    statusCode < 500 ? TACITURN.notFound(reply) : reply.code(500).type('text/plain').send('internal error\n'),
};

/** A server that tells nothing about itself and waits for nobody long. */
export async function createHttp(options: HttpOptions = {}): Promise<FastifyInstance> {
  const { fastify } = await import('fastify');
  const { patience = PATIENCE, voice = TACITURN, rewriteUrl = (url) => url } = options;
  const { requestMilliseconds, idleMilliseconds } = patience;
  const server = fastify({
    logger: false,
    bodyLimit: MOST_BODY_BYTES,
    rewriteUrl: ({ url = '/' }) => rewriteUrl(url),
    connectionTimeout: idleMilliseconds,
    requestTimeout: requestMilliseconds,
    keepAliveTimeout: idleMilliseconds / 2,
    forceCloseConnections: true,
    // Without these a client that drips letters is looked at every half minute only.
    http: {
      requestTimeout: requestMilliseconds,
      headersTimeout: requestMilliseconds,
      connectionsCheckingInterval: requestMilliseconds / 10,
    },
    frameworkErrors: (_error, _request, reply) => voice.notFound(reply),
    clientErrorHandler(_error, socket) {
      if (socket.writable) socket.end(BAD_REQUEST, () => socket.destroy());
      else socket.destroy();
    },
  });
  server.server.maxConnections = MOST_CONNECTIONS;
  server.setNotFoundHandler((_request, reply) => voice.notFound(reply));
  server.setErrorHandler((error: Error, _request, reply) => voice.failed(error, reply));
  return server;
}

/** The answer to what is no HTTP at all. */
const BAD_REQUEST = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';
