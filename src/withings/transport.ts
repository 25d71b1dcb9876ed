import axios, { type AxiosInstance, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import axiosRetry from 'axios-retry';
import { createSecrets } from '../secrets.js';
import { type AttemptOptions, type AttemptTimeout, attemptTimeout } from './attempt-timeout.js';
import { parseAnswer } from './envelope.js';
import { type CallSite, TransportError, WithingsError } from './errors.js';
import type { Hold } from './hold.js';
import { givenUp, noConnection, proxyRefusal, saidByProxy } from './no-connection.js';
import { FailedAttempt, isTooSoon, mayRepeat, pauseBefore, type RepeatOptions } from './repeat.js';
import { type Route, routeTo, tunnelAgent } from './route.js';
import { unrepeatableRequests } from './unrepeatable-requests.js';

/** One POST to the API. `params` become the form body, so that none of them shows up in a proxy's log. */
export interface ApiRequest extends CallSite {
  readonly params: Readonly<Record<string, string | number | undefined>>;
  readonly accessToken?: string;
  /** False for calls that must not be repeated blindly: a refresh whose answer got lost may have succeeded. */
  readonly repeatable: boolean;
  /** Without it nothing is sent, and what was sent is given up. */
  readonly hold?: Hold | undefined;
}

/** Sends one request and gives the `body` of its envelope; throws a WithingsError of the right class. */
export type Call = (request: ApiRequest) => Promise<unknown>;

export interface TransportOptions extends AttemptOptions, RepeatOptions {
  /** Without a slash at the end, such as `https://wbsapi.withings.net`. */
  readonly baseUrl: string;
  /** Takes out of Withings' error texts what they must not repeat, beside what the call itself carries. */
  readonly blank?: ((text: string) => string) | undefined;
  /** Milliseconds since 1970; default: the system's. */
  readonly clock?: (() => number) | undefined;
  /** Told of the server's own time (its `Date` header), milliseconds since 1970, with each answer that is one of Withings'. */
  readonly onServerTime?: ((milliseconds: number) => void) | undefined;
  /** Default: a way of its own. Clients with the same one share their connections. */
  readonly routeTo?: ((url: string) => Route) | undefined;
  readonly onAnswer?:
    | ((answer: CallSite & { readonly milliseconds: number; readonly failure?: WithingsError }) => void)
    | undefined;
}

const ATTEMPTS = 3;
/**
 * Far above a page of 200 groups (0.3 MB), far below what hurts a small box, also when seven feeds of several accounts
 * get as much at once. Counted after decompression.
 */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

interface CallConfig extends InternalAxiosRequestConfig {
  attempt?: AttemptTimeout;
  site?: CallSite;
  via?: string | undefined;
  blank?: (text: string) => string;
  repeatable?: boolean;
  onRepeat?: (error: unknown) => void;
}

/**
 * The HTTP side of the client: POST forms, time-outs, a cap on the body, no redirects, and repetition of what heals by
 * itself (5xx, resets, time-outs, HTML, the families error, timeout and bad_state) in three attempts; a repetition that
 * came too soon fails as the first attempt did. An error of the HTTP client never gets out: it holds the Authorization
 * header and the form.
 */
export function createTransport(options: TransportOptions): Call {
  let route: Route | undefined;
  let http: AxiosInstance | undefined;
  return async (request) => {
    const started = performance.now();
    const blank = blankFor(request, options.blank);
    const attempt = attemptTimeout(options, options.signal, request.hold?.lost);
    const toFailure = (error: unknown) =>
      failureOf(error) ?? noConnection(error, request, { expired: attempt.expired(), via: route?.via, blank });
    let first: WithingsError | undefined;
    try {
      route ??= (options.routeTo ?? routeTo)(options.baseUrl);
      http ??= createHttp(options, route);
      const response = await http.post(options.baseUrl + request.endpoint, form(request), {
        headers: request.accessToken ? { Authorization: `Bearer ${request.accessToken}` } : {},
        attempt,
        site: { endpoint: request.endpoint, action: request.action },
        blank,
        via: route.via,
        repeatable: request.repeatable,
        ...(!request.repeatable && { transport: unrepeatableRequests(route.via ? 'proxy' : 'direct', request.hold) }),
        onRepeat(error: unknown) {
          first ??= toFailure(error);
        },
      } as object);
      report(options, request, started);
      return response.data;
    } catch (error) {
      options.signal?.throwIfAborted();
      const told = isTooSoon(failureOf(error)) ? first : undefined;
      const failure = request.hold?.isLost() ? givenUp(request) : (told ?? toFailure(error));
      if (attempt.hasPlace()) report(options, request, started, failure);
      throw failure;
    } finally {
      attempt.stop();
    }
  };
}

function createHttp(options: TransportOptions, { httpAgent, httpsAgent, proxy }: Route): AxiosInstance {
  const http = axios.create({
    ...{ httpAgent, httpsAgent, proxy },
    responseType: 'text',
    transformResponse: (data: unknown) => data,
    validateStatus: () => true,
    maxRedirects: 0,
    maxContentLength: MAX_BODY_BYTES,
    headers: { Accept: 'application/json', 'User-Agent': 'withings2mqtt' },
  });
  http.interceptors.request.use(async (config: CallConfig) => {
    await config.attempt?.start(config);
    if (config.via) config.httpsAgent = tunnelAgent(config.attempt?.signal());
    return config;
  });
  // Before axios-retry: it sees only what an earlier interceptor has thrown.
  http.interceptors.response.use((response: AxiosResponse) => {
    const opened = openEnvelope(response, options.clock ?? Date.now);
    const time = Date.parse(String(response.headers.date));
    if (!Number.isNaN(time)) options.onServerTime?.(time);
    return opened;
  });
  axiosRetry(http, {
    retries: ATTEMPTS - 1,
    shouldResetTimeout: true,
    retryDelay: pauseBefore(options),
    retryCondition: (error: unknown) => !options.signal?.aborted && mayRepeat(error),
    onRetry(_, error, config) {
      const { attempt, onRepeat } = config as CallConfig;
      onRepeat?.(error);
      attempt?.rest(config);
    },
  });
  return http;
}

function openEnvelope(response: AxiosResponse, clock: () => number): AxiosResponse {
  const { site = { endpoint: '', action: '' }, blank, via } = response.config as CallConfig;
  const isOfProxy = via !== undefined && saidByProxy(response);
  try {
    if (isOfProxy) throw proxyRefusal(response.status, via, site);
    response.data = parseAnswer(
      {
        status: response.status,
        headers: response.headers as Record<string, unknown>,
        text: String(response.data ?? ''),
        at: clock(),
      },
      site,
      blank,
    );
    return response;
  } catch (error) {
    if (!(error instanceof WithingsError)) throw error;
    // A gateway that fails says so in HTTP.
    throw new FailedAttempt(response.config, error, !(error instanceof TransportError));
  }
}

/** Undefined where there was no answer that could say what went wrong. */
function failureOf(error: unknown): WithingsError | undefined {
  if (error instanceof FailedAttempt) return error.failure;
  return error instanceof WithingsError ? error : undefined;
}

/** What must not show up in an error even when the server repeats it. */
function blankFor({ params, accessToken }: ApiRequest, more = (text: string) => text): (text: string) => string {
  const { client_secret, refresh_token, code, callbackurl } = params;
  const carried = [client_secret, refresh_token, code, callbackurl, accessToken];
  return (text) => {
    const { hide, blank } = createSecrets();
    for (const secret of carried) if (secret !== undefined) hide(String(secret));
    return more(blank(text));
  };
}

function form(request: ApiRequest): URLSearchParams {
  const fields = new URLSearchParams({ action: request.action });
  for (const [key, value] of Object.entries(request.params)) {
    if (value !== undefined) fields.set(key, String(value));
  }
  return fields;
}

function report(
  { onAnswer }: TransportOptions,
  { endpoint, action }: CallSite,
  started: number,
  failure?: WithingsError,
): void {
  onAnswer?.({ endpoint, action, milliseconds: Math.round(performance.now() - started), ...(failure && { failure }) });
}
