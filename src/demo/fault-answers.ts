import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Fault } from './faults.js';
import type { Answer } from './reply.js';
import { html, json, redirect } from './reply.js';

const MEGABYTE = 1_048_576;

/** The answer as a fault changes it; `truth` is the true one, or an empty one where the request was not carried out. */
export function spoil(truth: Answer, fault: Fault): Answer {
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
      return redirect(fault.to, fault.code);
    case 'wrong-user': {
      const other = fault.userid ?? 9_999_999;
      return mapBody(truth, (value, key) =>
        key !== 'userid' ? value : typeof value === 'string' ? String(other) : other,
      );
    }
    case 'gzip-bomb':
      return bomb(fault.megabytes ?? 512);
    default:
      return truth;
  }
}

function mapBody(truth: Answer, change: (value: unknown, key: string) => unknown): Answer {
  if (truth.envelope === undefined) return truth;
  const { body, ...rest } = truth.envelope;
  const changed: unknown = JSON.parse(JSON.stringify(body ?? {}), (key, value: unknown) => change(value, key));
  return json({ ...rest, body: changed });
}

function bomb(megabytes: number): Answer {
  // A gzip file may consist of several members, so one packed megabyte does for all of them.
  const filling = gzipSync(Buffer.alloc(MEGABYTE, ' '));
  const body = Buffer.concat([
    gzipSync('{"status":0,"body":{"filling":"'),
    ...Array.from({ length: megabytes }, () => filling),
    gzipSync('"}}'),
  ]);
  return { code: 200, headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' }, body };
}

/** Writes an answer, in the manner of the fault. */
export function deliver(response: ServerResponse, answer: Answer, fault: Fault | undefined): void {
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'reset' && fault.when !== 'middle') {
    response.socket?.resetAndDestroy();
    return;
  }
  const body = Buffer.from(answer.body);
  response.writeHead(answer.code, { ...answer.headers, 'content-length': String(body.length) });
  if (fault?.kind === 'reset') {
    response.write(body.subarray(0, Math.ceil(body.length / 2)), () => response.socket?.destroy());
  } else if (fault?.kind === 'slow') {
    trickle(response, body, fault.bytes ?? 1, fault.pauseMs ?? 20);
  } else {
    response.end(body);
  }
}

function trickle(response: ServerResponse, body: Buffer, bytes: number, pauseMs: number): void {
  response.flushHeaders();
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
