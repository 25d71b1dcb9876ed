import type { Ask, InfluxAnswer } from './ask.js';
import type { InfluxTarget } from './influx-target.js';

/**
 * What a server said to lines. `partly`: it will never take some of them, and has the rest. `away`: it takes nothing now.
 * `refused`: nor later, until a person has changed something.
 */
export type WriteResult =
  | { readonly kind: 'written' }
  | { readonly kind: 'partly'; readonly reason: string }
  | { readonly kind: 'away'; readonly reason: string; readonly waitSeconds?: number }
  | { readonly kind: 'refused'; readonly reason: string };

/** As InfluxDB recommends. */
const MOST_LINES = 5000;

/** Writes lines, which may be written again without harm: a point of the same series and time takes the other's place. */
export async function writeLines(ask: Ask, target: InfluxTarget, lines: readonly string[]): Promise<WriteResult> {
  let result: WriteResult = { kind: 'written' };
  for (let start = 0; start < lines.length; start += MOST_LINES) {
    const one = await writeBatch(ask, target, lines.slice(start, start + MOST_LINES));
    if (one.kind === 'away' || one.kind === 'refused') return one;
    if (one.kind === 'partly') result = one;
  }
  return result;
}

async function writeBatch(ask: Ask, target: InfluxTarget, lines: readonly string[]): Promise<WriteResult> {
  const answer = await tryToWrite(ask, target, `${lines.join('\n')}\n`);
  const isTooLarge = answer.kind === 'answer' && answer.status === 413;
  if (!isTooLarge || lines.length === 1) return resultOf(answer);
  const middle = Math.ceil(lines.length / 2);
  const first = await writeBatch(ask, target, lines.slice(0, middle));
  if (first.kind === 'away' || first.kind === 'refused') return first;
  const second = await writeBatch(ask, target, lines.slice(middle));
  return second.kind === 'written' ? first : second;
}

/**
 * Whether the server would let us write; nothing is written.
 *
 * @returns undefined if so, else why not
 */
export async function whyNotWrite(ask: Ask, target: InfluxTarget): Promise<string | undefined> {
  const answer = await tryToWrite(ask, target, '');
  // Who complains that there is nothing to write has let us in.
  if (answer.kind === 'answer' && answer.status === 400 && /requires points|empty|no (data|lines)/i.test(answer.text)) {
    return undefined;
  }
  const result = resultOf(answer);
  return result.kind === 'written' ? undefined : result.reason;
}

function tryToWrite(ask: Ask, { bucket, org, database }: InfluxTarget, body: string): Promise<InfluxAnswer> {
  const headers = { 'Content-Type': 'text/plain; charset=utf-8' };
  const to =
    bucket === undefined
      ? { path: '/write', query: { db: database, precision: 's' } }
      : { path: '/api/v2/write', query: { org, bucket, precision: 's' } };
  return ask({ method: 'POST', ...to, headers, body });
}

function resultOf(answer: InfluxAnswer): WriteResult {
  if (answer.kind === 'away') return answer;
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return { kind: 'written' };
  const text = wordsOf(answer.text);
  if ((status === 400 || status === 422) && PARTLY.test(text)) return { kind: 'partly', reason: reasonOfPart(text) };
  const reason = [`HTTP ${status}`, text].filter(Boolean).join(': ');
  if (status !== 429 && status !== 408 && status < 500) return { kind: 'refused', reason: reason + adviceFor(status) };
  const waitSeconds = Number(headers['retry-after']);
  return { kind: 'away', reason, ...(waitSeconds > 0 && Number.isFinite(waitSeconds) && { waitSeconds }) };
}

const PARTLY = /partial write|retention policy|outside (the )?retention|field type conflict/i;

function reasonOfPart(text: string): string {
  if (/retention/i.test(text)) return 'they are older than its retention';
  if (/type/i.test(text)) return 'the field holds values of another type there';
  return 'it calls it a partial write';
}

function adviceFor(status: number): string {
  if (status === 401 || status === 403) return '; check the login below influx';
  if (status === 404)
    return '; make the database or bucket there, or correct influx.database, influx.bucket and influx.url';
  if (status >= 300 && status < 400) return '; put the address it leads to into influx.url';
  return '; check influx.url, and what that server logs';
}

const LONGEST_TEXT = 200;

/** The words of an error, which is JSON as a rule, without the lines that it may repeat: those are values of a person. */
function wordsOf(text: string): string {
  const words = /"(?:error|message)"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1]?.replaceAll('\\"', '"') ?? text;
  return words
    .replace(/withings,[\s\S]*/, '…')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_TEXT);
}
