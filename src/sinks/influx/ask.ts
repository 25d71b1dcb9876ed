import axios from 'axios';
import { connectionReasonOf } from '../../withings/no-connection.js';
import { type Route, routeTo, tunnelAgent } from '../../withings/route.js';
import { authorizationOf, type InfluxTarget } from './influx-target.js';

export interface InfluxRequest {
  readonly method: 'GET' | 'POST';
  /** Below the server's address. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type InfluxAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly text: string;
      /** By their names in small letters. */
      readonly headers: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'away'; readonly reason: string };

/** Sends one request, once. It never rejects: an error of the HTTP client would hold the login. */
export type Ask = (request: InfluxRequest) => Promise<InfluxAnswer>;

export interface AskOptions {
  readonly signal: AbortSignal;
  /** Rejects when the signal is aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** A server that compacts ten years may take its time. */
const PATIENCE_MILLISECONDS = 30_000;
const MAX_BODY_BYTES = 1024 * 1024;

export function createAsk(target: InfluxTarget, { signal, sleep }: AskOptions): Ask {
  let route: Route | undefined;
  return async ({ method, path, query, headers = {}, body }) => {
    const attempt = new AbortController();
    const done = new AbortController();
    const stop = () => attempt.abort();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    let late = false;
    sleep(PATIENCE_MILLISECONDS, done.signal).then(
      () => {
        late = true;
        stop();
      },
      () => {},
    );
    try {
      route ??= routeTo(target.url);
      const { httpAgent, httpsAgent, proxy, via } = route;
      const answer = await axios.request<string>({
        ...{ method, url: target.url + path, params: query, data: body, signal: attempt.signal },
        ...{ httpAgent, httpsAgent: via ? tunnelAgent(attempt.signal) : httpsAgent, proxy },
        headers: { 'User-Agent': 'withings2mqtt', ...authorizationOf(target), ...headers },
        responseType: 'text',
        transformResponse: (data: unknown) => data,
        validateStatus: () => true,
        maxRedirects: 0,
        maxContentLength: MAX_BODY_BYTES,
      });
      return { kind: 'answer', status: answer.status, text: String(answer.data ?? ''), headers: { ...answer.headers } };
    } catch (error) {
      return { kind: 'away', reason: late ? 'it does not answer in time' : connectionReasonOf(error) };
    } finally {
      done.abort();
      signal.removeEventListener('abort', stop);
    }
  };
}
