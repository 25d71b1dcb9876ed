/** Home Assistant's REST and WebSocket API, as far as the tests need it. */
export interface Client {
  /** The parsed answer, or its text where it is not JSON. @throws Error with the answer of a call that fails */
  rest<T>(method: string, path: string, body?: object): Promise<T>;
  /** The result of one WebSocket command. @throws Error with Home Assistant's own when it fails */
  ws<T>(command: Command): Promise<T>;
  /** Calls an action: `button.press`. */
  call(action: string, data?: object): Promise<unknown>;
}

export type Command = Readonly<Record<string, unknown>> & { readonly type: string };

interface Answer {
  readonly type: string;
  readonly success?: boolean;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** A service may work for a while; a command is answered at once. */
const [LONGEST_REQUEST, LONGEST_COMMAND] = [60_000, 20_000];

export function createClient(url: string, token: string): Client {
  async function rest<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(url + path, {
      method,
      signal: AbortSignal.timeout(LONGEST_REQUEST),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status} ${text}`);
    return (/^[[{]/.test(text) ? JSON.parse(text) : text) as T;
  }

  function ws<T>(command: Command): Promise<T> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/api/websocket`);
      let failed = false;
      const late = setTimeout(() => fail('no answer'), LONGEST_COMMAND);
      const fail = (reason: unknown) => {
        if (failed) return;
        failed = true;
        clearTimeout(late);
        socket.close();
        reject(new Error(`${command.type}: ${JSON.stringify(reason)}`));
      };
      socket.addEventListener('message', ({ data }) => {
        const answer = JSON.parse(String(data)) as Answer;
        if (answer.type === 'auth_required') socket.send(JSON.stringify({ type: 'auth', access_token: token }));
        else if (answer.type === 'auth_ok') socket.send(JSON.stringify({ id: 1, ...command }));
        else if (answer.type !== 'result' || !answer.success) fail(answer.error ?? answer);
        else {
          clearTimeout(late);
          socket.close();
          resolve(answer.result as T);
        }
      });
      socket.addEventListener('close', () => fail('the connection has closed'));
      socket.addEventListener('error', () => fail('no connection'));
    });
  }

  return {
    rest,
    ws,
    call: (action, data = {}) => rest('POST', `/api/services/${action.replace('.', '/')}`, data),
  };
}
