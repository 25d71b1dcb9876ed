import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { dial, FORM, post, SECRET, serve } from './support.js';

const MEGABYTES_10 = Buffer.alloc(10 * 1024 * 1024, 'a');

describe('the address of the webhook', () => {
  it.each(['HEAD', 'GET'])(
    'answers %s with 200 and nothing, as Withings wants before it subscribes',
    async (method) => {
      const { callback, notifications } = await serve();

      const answer = await fetch(callback, { method });

      expect(answer.status).toBe(200);
      expect(await answer.text()).toBe('');
      expect(notifications).toEqual([]);
    },
  );

  it.each([
    ['HEAD', '/webhook/wrong'],
    ['GET', `/webhook/${SECRET.slice(0, -1)}`],
    ['GET', `/webhook/${SECRET}0`],
    ['GET', `/webhook/${SECRET.toUpperCase()}`],
    ['GET', `/webhook/${SECRET}/`],
    ['GET', `/webhook/x/../${SECRET.replace('0', '1')}`],
    ['PUT', `/webhook/${SECRET}`],
    ['DELETE', `/webhook/${SECRET}`],
    ['PATCH', `/webhook/${SECRET}`],
    ['OPTIONS', `/webhook/${SECRET}`],
  ])('is nowhere else and knows nothing else: %s %s', async (method, path) => {
    const { url, notifications } = await serve();

    const answer = await fetch(url + path, { method });

    expect(answer.status).toBe(404);
    expect(notifications).toEqual([]);
  });
});

describe('a notification', () => {
  it('is handed on as it was sent', async () => {
    const { callback, notifications } = await serve();

    const answer = await post(callback, {
      body: 'userid=7001&appli=50&startdate=1760000000&enddate=1760000060&deviceid=d1&date=2026-01-31',
    });

    expect(answer).toEqual({ status: 200, text: '' });
    expect(notifications).toEqual([
      { userId: '7001', appli: 50, start: 1_760_000_000, end: 1_760_000_060, deviceId: 'd1' },
    ]);
  });

  it.each([
    ['no more than it must hold', FORM, 'userid=7001&appli=1'],
    ['a character set', `${FORM}; charset=utf-8`, 'userid=7001&appli=1'],
    ['capitals in its type', 'Application/X-WWW-Form-URLEncoded', 'userid=7001&appli=1'],
    ['times that are none', FORM, 'userid=7001&appli=1&startdate=soon&enddate='],
    ['fields that nobody knows', FORM, 'userid=7001&appli=1&__proto__=1&x=%ff'],
  ])('with %s is taken', async (_, type, body) => {
    const { callback, notifications } = await serve();

    const { status } = await post(callback, { type, body });

    expect(status).toBe(200);
    expect(notifications).toEqual([expect.objectContaining({ userId: '7001', appli: 1, start: undefined })]);
  });

  it.each([
    ['a user nobody knows', FORM, 'userid=9999&appli=1'],
    ['a kind nobody subscribed', FORM, 'userid=7001&appli=46'],
    ['no user', FORM, 'appli=1'],
    ['no kind', FORM, 'userid=7001'],
    ['a kind that is no number', FORM, 'userid=7001&appli=one'],
    ['no body', FORM, ''],
    ['no form', FORM, '%%%&==&%zz'],
    ['JSON', 'application/json', '{"userid":7001,"appli":1}'],
    ['JSON as a form', FORM, '{"userid":7001,"appli":1}'],
    ['plain text', 'text/plain', 'userid=7001&appli=1'],
    ['several parts', 'multipart/form-data; boundary=x', '--x--'],
    ['a type that is none', ';', 'userid=7001&appli=1'],
    ['a body that is too long', FORM, `userid=7001&appli=1&x=${'x'.repeat(5000)}`],
    ['10 MB', FORM, MEGABYTES_10],
    ['10 MB of something else', 'application/octet-stream', MEGABYTES_10],
  ])('with %s is not found', async (_, type, body) => {
    const { callback, notifications } = await serve();

    const answer = await post(callback, { type, body });

    expect(answer).toEqual({ status: 404, text: 'not found\n' });
    expect(notifications).toEqual([]);
    expect((await post(callback)).status).toBe(200);
  });

  it('without a type and a body is not found', async () => {
    const { callback, notifications } = await serve();

    const answer = await fetch(callback, { method: 'POST' });

    expect(answer.status).toBe(404);
    expect(notifications).toEqual([]);
  });

  it('with the wrong secret is not found, whatever it says', async () => {
    const { url, notifications } = await serve();

    const answers = await Promise.all(['', 'x', SECRET.replace('0', '1')].map((end) => post(`${url}/webhook/${end}`)));

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(notifications).toEqual([]);
  });

  it('of 10 MB that nobody has announced is cut short', async () => {
    const { port, notifications } = await serve();
    const head = `POST /webhook/${SECRET} HTTP/1.1\r\nHost: a\r\nContent-Type: ${FORM}\r\nTransfer-Encoding: chunked\r\n\r\n`;

    const { socket, answer } = await dial(port, head);
    socket.write(`${MEGABYTES_10.length.toString(16)}\r\n`);
    socket.write(MEGABYTES_10);

    expect(await answer).toMatch(/^(HTTP\/1.1 404 |$)/);
    expect(notifications).toEqual([]);
  });
});

/** Asks from another thread, and tells this one by a number in shared memory that the answer is there. */
const ASK = `
  const { workerData: { callback, form, flag } } = require('node:worker_threads');
  fetch(callback, { method: 'POST', headers: { 'content-type': form }, body: 'userid=7001&appli=1' })
    .then(({ status }) => { Atomics.store(flag, 0, status); Atomics.notify(flag, 0); });
`;

describe('the answer', () => {
  it('is there before the work begins', async () => {
    const flag = new Int32Array(new SharedArrayBuffer(4));
    let worked: (status: number) => void = () => {};
    const status = new Promise<number>((resolve) => {
      worked = resolve;
    });
    const onNotification = () => {
      // This thread does nothing else until the other one has its answer.
      Atomics.wait(flag, 0, 0, 3000);
      worked(Atomics.load(flag, 0));
    };
    const { callback } = await serve({ webhook: { secret: SECRET, isExpected: () => true, onNotification } });

    const asker = new Worker(ASK, { eval: true, workerData: { callback, form: FORM, flag } });
    onTestFinished(async () => void (await asker.terminate()));

    expect(await status).toBe(200);
  });
});
