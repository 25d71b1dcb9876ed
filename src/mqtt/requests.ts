import { z } from 'zod';
import { messageOf } from '../tools.js';
import type { Message } from './connection.js';
import type { Topics } from './topics.js';

/** What a request asks for; `account` undefined means all of them. */
export interface Request {
  readonly account: string | undefined;
}

/** Carries a command out; what it returns becomes `data`, what it throws becomes `error`. */
export type CommandHandler = (request: Request) => Promise<unknown>;

export interface RequestOptions {
  readonly topics: Topics;
  readonly commands: Readonly<Record<string, CommandHandler>>;
  /** Undefined where a command finds out by itself who there is. */
  readonly accounts: readonly string[] | undefined;
  readonly respond: (topic: string, payload: string) => void;
  /** Told of what a command has thrown. */
  readonly onFailed?: (command: string, error: unknown) => void;
}

const MAX_BYTES = 4096;
const transaction = z.union([z.string().max(256), z.number()]);
const body = z.looseObject({ account: z.string().nullish(), transaction: transaction.nullish() });
/** Whoever sends something that makes no sense waits for an answer all the same. */
const answerable = z.looseObject({ transaction });

/**
 * Answers `bridge/request/<command>` on `bridge/response/<command>`, one at a time for each command and account. A
 * retained request is ignored: it would come again at every start.
 *
 * @returns to be called with every message; true if it was a request
 */
export function createRequests(options: RequestOptions): (message: Message) => boolean {
  const busy = new Set<string>();
  const start = options.topics.request('');

  async function run(name: string, payload: string): Promise<void> {
    let transaction: string | number | undefined;
    try {
      const request = parse(payload);
      transaction = answerable.safeParse(request).data?.transaction;
      const data = await execute(name, accountOf(request));
      respond(name, { status: 'ok', data: data ?? {}, transaction });
    } catch (error) {
      respond(name, { status: 'error', error: messageOf(error), transaction });
    }
  }

  async function execute(name: string, account: string | undefined): Promise<unknown> {
    const command = Object.hasOwn(options.commands, name) ? options.commands[name] : undefined;
    if (!command) throw new Error(`unknown request; known are ${Object.keys(options.commands).join(', ')}`);
    if (account !== undefined && options.accounts && !options.accounts.includes(account)) {
      throw new Error(`unknown account; known are ${options.accounts.join(', ')}`);
    }
    const key = JSON.stringify([name, account]);
    if (busy.has(key)) throw new Error(`another ${name} is still under way`);
    busy.add(key);
    try {
      return await command({ account });
    } catch (error) {
      options.onFailed?.(name, error);
      throw error;
    } finally {
      busy.delete(key);
    }
  }

  function respond(name: string, answer: object): void {
    const command = Object.hasOwn(options.commands, name) ? name : 'unknown';
    options.respond(options.topics.response(command), JSON.stringify(answer));
  }

  return ({ topic, payload, retained }) => {
    if (!topic.startsWith(start)) return false;
    if (!retained) void run(topic.slice(start.length), payload);
    return true;
  };
}

function parse(payload: string): unknown {
  if (Buffer.byteLength(payload) > MAX_BYTES) throw new Error(`the request is longer than ${MAX_BYTES} bytes`);
  if (payload.trim() === '') return {};
  try {
    return JSON.parse(payload);
  } catch {
    throw new Error('the request is not JSON');
  }
}

/** Undefined for all of them. */
function accountOf(request: unknown): string | undefined {
  const { success, data } = body.safeParse(request);
  if (success) return data.account ?? undefined;
  throw new Error(
    'the request must be an object with account (a name) and transaction (text or number), both optional',
  );
}
