import type { CalendarAnswer, ConnectAnswer, HistoryView, PageState, Problem, RefreshAnswer } from '../src/page/api.js';

/** The server has said no, in a sentence. */
export class Refused extends Error {
  constructor(
    /** Of HTTP. */
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.error);
    this.name = 'Refused';
  }
}

/** All that the page asks of its server. Every one of them @throws Refused; anything else where nobody answers. */
export interface Api {
  /** @param path below the page's base, such as `api/people/anna/nights?from=2026-11-01&to=2026-11-28` */
  get<T>(path: string, signal?: AbortSignal): Promise<T>;
  state(): Promise<PageState>;
  signIn(password: string): Promise<void>;
  signOut(): Promise<void>;
  connect(account: string, replace: boolean): Promise<ConnectAnswer>;
  paste(account: string, address: string): Promise<void>;
  refresh(account: string): Promise<RefreshAnswer>;
  history(account: string): Promise<HistoryView>;
  startHistory(account: string): Promise<void>;
  calendar(account: string, renew: boolean): Promise<CalendarAnswer>;
}

const STATE = 'api/state';

/** @param onSignedOut called when the session is over, but not by `state`, whose caller sees it itself */
export function createApi(send: typeof fetch, onSignedOut: () => void): Api {
  async function ask<T>(method: string, path: string, options: Pick<RequestInit, 'body' | 'signal'> = {}): Promise<T> {
    const answer = await send(path, {
      ...options,
      method,
      credentials: 'same-origin',
      ...(method !== 'GET' && { headers: { 'content-type': 'application/json' } }),
    });
    const body: unknown = await answer.json().catch(() => undefined);
    if (!answer.ok) {
      const problem = isProblem(body) ? body : unexplained(answer.status);
      if (answer.status === 401 && problem.code === 'sign_in' && path !== STATE) onSignedOut();
      throw new Refused(answer.status, problem);
    }
    return body as T;
  }
  const post = <T>(path: string, body: object = {}) => ask<T>('POST', path, { body: JSON.stringify(body) });
  return {
    get: (path, signal) => ask('GET', path, signal ? { signal } : {}),
    state: () => ask('GET', STATE),
    signIn: (password) => post('api/session', { password }),
    signOut: () => ask('DELETE', 'api/session', { body: '{}' }),
    connect: (account, replace) => post(`${personPath(account)}/connect`, replace ? { replace } : {}),
    paste: (account, address) => post(`${personPath(account)}/code`, { address }),
    refresh: (account) => post(`${personPath(account)}/refresh`),
    history: (account) => ask('GET', `${personPath(account)}/history`),
    startHistory: (account) => post(`${personPath(account)}/history`),
    calendar: (account, renew) => post(`${personPath(account)}/calendar`, renew ? { renew } : {}),
  };
}

/** Where an account's addresses begin, below the page's base. */
export function personPath(account: string): string {
  return `api/people/${encodeURIComponent(account)}`;
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'error' in body;
}

/** Said by something in between, such as a proxy. */
function unexplained(status: number): Problem {
  return { code: 'internal', error: `The answer was ${status}, without a reason.` };
}
