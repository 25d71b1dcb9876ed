import { WebSocket } from 'ws';
import { CommandError, explain, lost, notHomeAssistant, refused, SilentError } from './errors.js';

/** A connection to Home Assistant's WebSocket API, signed in. Every command ends: with its result, or with an error. */
export interface HomeAssistantSocket {
  /** Of Home Assistant, such as `2026.11.0`. */
  readonly version: string;
  /**
   * @param patience milliseconds without a word, if other than the connection's
   * @throws CommandError with Home Assistant's own code and words; HomeAssistantError when the connection is lost
   */
  call(command: Command, patience?: number): Promise<unknown>;
  close(): void;
}

export type Command = Readonly<Record<string, unknown>> & { readonly type: string };

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
  function watch(limit = patience): void {
    clearTimeout(silence);
    if (commands.waiting() > 0) silence = setTimeout(() => fail(new SilentError(url)), limit);
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
    else if (message?.type === 'auth_invalid') fail(refused(url));
    else if (message?.type === 'result') commands.answer(message);
    else if (!message) fail(notHomeAssistant(url));
    watch();
  });
  const version = String(await signedIn);
  return {
    version,
    async call(command, limit) {
      if (failed) throw failed;
      const result = commands.call(command);
      watch(limit);
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
