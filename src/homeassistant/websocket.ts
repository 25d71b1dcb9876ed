import { WebSocket } from 'ws';

/** A connection to Home Assistant's WebSocket API, signed in. Every command ends: with its result, or with an error. */
export interface HomeAssistantSocket {
  /** Of Home Assistant, such as `2026.11.0`. */
  readonly version: string;
  /** @throws CommandError with Home Assistant's own code and words; HomeAssistantError when the connection is lost */
  call(command: Command): Promise<unknown>;
  close(): void;
}

export type Command = Readonly<Record<string, unknown>> & { readonly type: string };

/** Home Assistant cannot be used; the message says why, and what to do. */
export class HomeAssistantError extends Error {
  override readonly name: string = 'HomeAssistantError';
  /** `away` heals by itself; the rest needs a person. */
  constructor(
    message: string,
    readonly kind: 'away' | 'refused' | 'unusable',
  ) {
    super(message);
  }
}

/** One command was refused. */
export class CommandError extends HomeAssistantError {
  override readonly name = 'CommandError';
  constructor(
    command: string,
    readonly code: string,
    readonly reason: string,
  ) {
    super(`Home Assistant refuses ${command}: ${reason} (${code})`, 'unusable');
  }
}

export interface SocketOptions {
  /** Home Assistant's address: http, https, ws or wss; a path is that of a proxy. */
  readonly url: string;
  readonly token: string;
  readonly signal: AbortSignal;
  /** Milliseconds without a word after which the connection counts as lost. */
  readonly patience?: number;
}

interface Waiting {
  readonly command: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

const PATIENCE_MILLISECONDS = 60_000;
/** Years of rows of one entity, with a lot of air. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

/**
 * Connects and signs in (Home Assistant developer documentation, "WebSocket API").
 *
 * @throws HomeAssistantError
 */
export async function openSocket(options: SocketOptions): Promise<HomeAssistantSocket> {
  const { url, token, signal, patience = PATIENCE_MILLISECONDS } = options;
  signal.throwIfAborted();
  const socket = new WebSocket(socketUrl(url), { maxPayload: MAX_MESSAGE_BYTES, handshakeTimeout: patience });
  const commands = createCommands((text) => socket.send(text));
  let silence: NodeJS.Timeout | undefined;
  let failed: Error | undefined;

  function fail(error: Error): void {
    if (failed) return;
    failed = error;
    clearTimeout(silence);
    signal.removeEventListener('abort', onAbort);
    commands.fail(error);
    socket.terminate();
  }
  const onAbort = () => fail(new DOMException('stopped', 'AbortError'));
  function watch(): void {
    clearTimeout(silence);
    const idle = () => fail(new HomeAssistantError(`Home Assistant at ${url} has stopped answering`, 'away'));
    if (commands.waiting() > 0) silence = setTimeout(idle, patience);
  }

  signal.addEventListener('abort', onAbort, { once: true });
  socket.on('error', (error) => fail(explain(error, url)));
  socket.on('close', () => fail(lost(url)));
  const signedIn = commands.expect('auth');
  watch();
  socket.on('message', (data) => {
    const message = parse(String(data));
    if (message?.type === 'auth_required') socket.send(JSON.stringify({ type: 'auth', access_token: token }));
    else if (message?.type === 'auth_ok')
      commands.answer({ ...message, id: 0, success: true, result: message.ha_version });
    else if (message?.type === 'auth_invalid') fail(new HomeAssistantError(`${REFUSED} (${url})`, 'refused'));
    else if (message?.type === 'result') commands.answer(message);
    else if (!message)
      fail(new HomeAssistantError(`${url} is not Home Assistant; check homeassistant.url`, 'unusable'));
    watch();
  });
  const version = String(await signedIn);
  return {
    version,
    async call(command) {
      if (failed) throw failed;
      const result = commands.call(command);
      watch();
      return result;
    },
    close: () => fail(lost(url)),
  };
}

interface Commands {
  call(command: Command): Promise<unknown>;
  /** Waits for an answer to something that has no id; it gets 0. */
  expect(what: string): Promise<unknown>;
  answer(message: Message): void;
  fail(error: Error): void;
  waiting(): number;
}

/** Which answer belongs to which command: by an id that grows. */
function createCommands(send: (text: string) => void): Commands {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  const wait = (id: number, command: string) =>
    new Promise<unknown>((resolve, reject) => void waiting.set(id, { command, resolve, reject }));
  return {
    call(command) {
      const id = ++lastId;
      const result = wait(id, command.type);
      send(JSON.stringify({ ...command, id }));
      return result;
    },
    expect: (what) => wait(0, what),
    answer({ id = -1, success, result, error }) {
      const one = waiting.get(id);
      waiting.delete(id);
      if (success) one?.resolve(result);
      else one?.reject(new CommandError(one.command, error?.code ?? 'unknown', error?.message ?? 'without a reason'));
    },
    fail(error) {
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    },
    waiting: () => waiting.size,
  };
}

interface Message {
  readonly type: string;
  readonly ha_version?: string;
  readonly id?: number;
  readonly success?: boolean;
  readonly result?: unknown;
  readonly error?: { readonly code?: string; readonly message?: string };
}

const REFUSED =
  'Home Assistant refuses the token; make a long-lived access token (in your profile, under Security) and set homeassistant.token';

function parse(text: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'type' in value ? (value as Message) : undefined;
  } catch {
    return undefined;
  }
}

/** Where the API answers below Home Assistant's address. */
export function socketUrl(url: string): string {
  const target = new URL(url.replace(/^http/, 'ws'));
  const path = target.pathname.replace(/\/+$/, '');
  target.pathname = path.endsWith('/api/websocket') ? path : `${path}/api/websocket`;
  return target.href;
}

function lost(url: string): HomeAssistantError {
  return new HomeAssistantError(`the connection to Home Assistant at ${url} is lost`, 'away');
}

function explain(error: Error, url: string): HomeAssistantError {
  const { code = '' } = error as NodeJS.ErrnoException;
  const at = `Home Assistant at ${url}`;
  const status = /Unexpected server response: (\d+)/.exec(error.message)?.[1];
  if (status) {
    const kind = Number(status) >= 500 ? 'away' : 'unusable';
    return new HomeAssistantError(`${at} answers HTTP ${status}, not a WebSocket; check homeassistant.url`, kind);
  }
  if (/CERT|SIGNATURE|SELF_SIGNED|ALTNAME|ISSUER/.test(code)) {
    const hint = 'use the name that the certificate is for, or let Node know its authority by NODE_EXTRA_CA_CERTS';
    return new HomeAssistantError(`the certificate of ${at} is not accepted (${code}); ${hint}`, 'unusable');
  }
  if (/^ERR_SSL|EPROTO/.test(code)) {
    return new HomeAssistantError(`${at} does not speak TLS; is it http instead of https?`, 'unusable');
  }
  return new HomeAssistantError(`${at} cannot be reached (${code || error.message}); check homeassistant.url`, 'away');
}
