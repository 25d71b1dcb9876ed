import { type IncomingMessage, request } from 'node:http';
import { z } from 'zod';
import { messageOf } from '../../tools.js';
import type { SettingsTools } from '../command-settings.js';

/** Home Assistant's broker, as its Supervisor tells of it. */
const mqttService = z.object({
  host: z.string(),
  port: z.number(),
  username: z.string().nullish(),
  password: z.string().nullish(),
  ssl: z.boolean().default(false),
});
export type MqttService = z.output<typeof mqttService>;

/** What came of asking: the broker, or none, or why it is not known. */
export type MqttAnswer = { readonly service: MqttService } | { readonly absent: true } | { readonly unknown: string };

export interface Supervisor {
  /** Where it answers, such as `http://supervisor`. */
  readonly url: string;
  readonly token: string;
}

const PATIENCE_MILLISECONDS = 10_000;
const MOST_BYTES = 100_000;
/** One that restarts, after an update, is back soon. */
const ATTEMPTS = 5;
const PAUSE_MILLISECONDS = 2000;

/**
 * Asks for the broker (`GET /services/mqtt`; developers.home-assistant.io, "Supervisor endpoints"). It is absent when no
 * App offers one.
 */
export async function askForBroker({ url, token }: Supervisor, { sleep, signal }: SettingsTools): Promise<MqttAnswer> {
  for (let attempt = 1; ; attempt++) {
    const reply = await get(`${url}/services/mqtt`, token, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      return { status: 0, text: messageOf(error) };
    });
    const isAway = reply.status === 0 || reply.status >= 500;
    if (!isAway || attempt === ATTEMPTS) return answerOf(reply);
    await sleep(PAUSE_MILLISECONDS, signal);
  }
}

interface Reply {
  /** 0: none, and `text` says why. */
  readonly status: number;
  readonly text: string;
}

/** What an answer of the Supervisor means. */
export function answerOf({ status, text }: Reply): MqttAnswer {
  if (status === 0) return { unknown: `it cannot be reached: ${text}` };
  if (status === 401 || status === 403) return { unknown: `it refuses the token with HTTP ${status}` };
  if (status === 400 || status === 404) return { absent: true };
  if (status !== 200) return { unknown: `it answers HTTP ${status}` };
  const { success, data } = z.object({ data: mqttService }).safeParse(parse(text));
  return success ? { service: data.data } : { unknown: 'its answer is not the one that was expected' };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function get(url: string, token: string, signal: AbortSignal): Promise<Reply> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), PATIENCE_MILLISECONDS);
  try {
    return await getUntil(url, token, AbortSignal.any([signal, late.signal]));
  } finally {
    clearTimeout(timer);
  }
}

async function getUntil(url: string, token: string, signal: AbortSignal): Promise<Reply> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    request(url, { headers, agent: false, signal }, resolve).on('error', reject).end();
  });
  let text = '';
  for await (const part of response.setEncoding('utf8')) {
    text += part;
    if (text.length > MOST_BYTES) break;
  }
  return { status: response.statusCode ?? 0, text };
}
