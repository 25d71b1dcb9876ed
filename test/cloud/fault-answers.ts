import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { type Answer, html, json, redirect } from '../../src/demo/reply.js';
import type { Fronted } from '../../src/demo/router.js';
import type { Fault } from './faults.js';

const MEGABYTE = 1_048_576;

/** No answer: the code of none, and what becomes of the connection. */
const silence = (send: NonNullable<Spoilt['send']>): Spoilt => ({ answer: { code: -1, headers: {}, body: '' }, send });

/** What the client gets, and how, where that is not all at once. */
type Spoilt = Pick<Fronted, 'answer' | 'send'>;

/** The answer as a fault changes it; `truth` is the true one, or an empty one where the request was not carried out. */
export function spoil(truth: Answer, fault: Fault): Spoilt {
  switch (fault.kind) {
    case 'reset':
      return silence((response) => {
        if (fault.when === 'middle') breakOff(response, truth);
        else response.socket?.resetAndDestroy();
      });
    case 'hang':
      return silence(() => {});
    case 'slow':
      return { answer: truth, send: (response) => trickle(response, truth, fault.bytes ?? 1, fault.pauseMs ?? 20) };
    case 'gzip-bomb': {
      const answer = {
        code: 200,
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
        body: '',
      };
      const packed = gzipBomb(fault.megabytes ?? 512);
      return { answer, send: (response) => void begin(response, answer, packed).end(packed) };
    }
    default:
      return { answer: spoiltAnswer(truth, fault) };
  }
}

type AnswerFault = Exclude<Fault, { readonly kind: 'reset' | 'hang' | 'slow' | 'gzip-bomb' }>;

function spoiltAnswer(truth: Answer, fault: AnswerFault): Answer {
  switch (fault.kind) {
    case 'status': {
      const body = 'body' in fault ? fault.body : {};
      return json({ status: fault.status, body, ...(fault.error !== undefined && { error: fault.error }) });
    }
    case 'http': {
      const page = html(fault.code, `Error ${fault.code}`, '<p>The server could not answer.</p>');
      return { ...page, headers: { ...page.headers, ...fault.headers }, body: fault.body ?? page.body };
    }
    case 'html': {
      const page = html(200, 'Maintenance', '<p>We will be back soon.</p>');
      return { ...page, body: fault.body ?? page.body };
    }
    case 'empty':
      return { code: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body: '' };
    case 'truncated':
      return { ...truth, body: truth.body.slice(0, Math.floor(truth.body.length / 2)) };
    case 'strings':
      return mapBody(truth, (value) => (typeof value === 'number' ? String(value) : value));
    case 'nulls':
      return mapBody(truth, (value) => (Array.isArray(value) ? null : value));
    case 'redirect':
      return { ...redirect(fault.to), code: fault.code ?? 302 };
    case 'wrong-user': {
      const other = fault.userid ?? 9_999_999;
      return mapBody(truth, (value, key) =>
        key !== 'userid' ? value : typeof value === 'string' ? String(other) : other,
      );
    }
  }
}

function mapBody(truth: Answer, change: (value: unknown, key: string) => unknown): Answer {
  if (truth.envelope === undefined) return truth;
  const { body, ...rest } = truth.envelope;
  const changed: unknown = JSON.parse(JSON.stringify(body ?? {}), (key, value: unknown) => change(value, key));
  return json({ ...rest, body: changed });
}

function gzipBomb(megabytes: number): Buffer {
  // A gzip file may consist of several members, so one packed megabyte does for all of them.
  const filling = gzipSync(Buffer.alloc(MEGABYTE, ' '));
  return Buffer.concat([
    gzipSync('{"status":0,"body":{"filling":"'),
    ...Array.from({ length: megabytes }, () => filling),
    gzipSync('"}}'),
  ]);
}

function begin(response: ServerResponse, { code, headers }: Answer, body: Buffer): ServerResponse {
  return response.writeHead(code, { ...headers, 'content-length': body.length });
}

function breakOff(response: ServerResponse, truth: Answer): void {
  const body = Buffer.from(truth.body);
  begin(response, truth, body).write(body.subarray(0, Math.ceil(body.length / 2)), () => response.socket?.destroy());
}

function trickle(response: ServerResponse, truth: Answer, bytes: number, pauseMs: number): void {
  const body = Buffer.from(truth.body);
  begin(response, truth, body).flushHeaders();
  let sent = 0;
  const timer = setInterval(() => {
    response.write(body.subarray(sent, sent + bytes));
    sent += bytes;
    if (sent < body.length) return;
    clearInterval(timer);
    response.end();
  }, pauseMs);
  response.on('close', () => clearInterval(timer));
}
