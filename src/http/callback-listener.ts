import { addCallback, type CallbackRoute } from './callback.js';
import { createHttp, type HttpServer, listen } from './server.js';

export interface CallbackOptions extends CallbackRoute {
  readonly host: string;
  readonly port: number;
}

/** Waits at the redirect URI, and nowhere else, for the browser that comes back from Withings. */
export async function startCallback(options: CallbackOptions): Promise<HttpServer> {
  const server = await createHttp();
  addCallback(server, options);
  return listen(server, options);
}
