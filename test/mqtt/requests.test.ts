import { describe, expect, it } from 'vitest';
import { type CommandHandler, createRequests } from '../../src/mqtt/requests.js';
import { createTopics } from '../../src/mqtt/topics.js';
import { createInbox } from './watch.js';

const topics = createTopics('withings');
const FORM = 'the request must be an object with account (a name) and transaction (text or number), both optional';
const UNKNOWN = 'unknown request; known are refresh, fail, nothing';

function setUp(refresh: CommandHandler = async ({ account }) => ({ refreshed: account ?? 'all' })) {
  const answers = createInbox<{ topic: string; answer: Record<string, unknown> }>();
  const take = createRequests({
    topics,
    commands: {
      refresh,
      fail: () => Promise.reject(new Error('the cloud is away')),
      nothing: async () => undefined,
    },
    accounts: ['anna', 'ben'],
    respond: (topic, payload) => answers.put({ topic, answer: JSON.parse(payload) }),
  });
  const ask = (command: string, payload = '') =>
    take({ topic: `withings/bridge/request/${command}`, payload, retained: false });
  return { take, ask, answers };
}

describe('createRequests', () => {
  it.each([
    ['refresh', '', 'refresh', { status: 'ok', data: { refreshed: 'all' } }],
    ['refresh', ' \n', 'refresh', { status: 'ok', data: { refreshed: 'all' } }],
    ['refresh', '{}', 'refresh', { status: 'ok', data: { refreshed: 'all' } }],
    ['refresh', '{"account":"ben"}', 'refresh', { status: 'ok', data: { refreshed: 'ben' } }],
    [
      'refresh',
      '{"transaction":"t1","more":1}',
      'refresh',
      { status: 'ok', data: { refreshed: 'all' }, transaction: 't1' },
    ],
    ['refresh', '{"transaction":0}', 'refresh', { status: 'ok', data: { refreshed: 'all' }, transaction: 0 }],
    ['nothing', '', 'nothing', { status: 'ok', data: {} }],
    ['fail', '{"transaction":7}', 'fail', { status: 'error', error: 'the cloud is away', transaction: 7 }],
    ['refresh', '{', 'refresh', { status: 'error', error: 'the request is not JSON' }],
    ['refresh', 'PRESS', 'refresh', { status: 'error', error: 'the request is not JSON' }],
    ['refresh', 'null', 'refresh', { status: 'error', error: FORM }],
    ['refresh', '[]', 'refresh', { status: 'error', error: FORM }],
    ['refresh', '{"account":1}', 'refresh', { status: 'error', error: FORM }],
    ['refresh', '{"account":1,"transaction":"t"}', 'refresh', { status: 'error', error: FORM, transaction: 't' }],
    ['refresh', '{"account":null}', 'refresh', { status: 'ok', data: { refreshed: 'all' } }],
    ['refresh', '{"account":"ben","transaction":null}', 'refresh', { status: 'ok', data: { refreshed: 'ben' } }],
    ['refresh', '{"transaction":{}}', 'refresh', { status: 'error', error: FORM }],
    ['refresh', `{"transaction":"${'x'.repeat(257)}"}`, 'refresh', { status: 'error', error: FORM }],
    [
      'refresh',
      `{"account":"${'ä'.repeat(2100)}"}`,
      'refresh',
      { status: 'error', error: 'the request is longer than 4096 bytes' },
    ],
    [
      'refresh',
      '{"account":"carl","transaction":"t"}',
      'refresh',
      { status: 'error', error: 'unknown account; known are anna, ben', transaction: 't' },
    ],
    ['dance', '{"transaction":"t"}', 'unknown', { status: 'error', error: UNKNOWN, transaction: 't' }],
    ['__proto__', '', 'unknown', { status: 'error', error: UNKNOWN }],
    ['toString', '', 'unknown', { status: 'error', error: UNKNOWN }],
    ['constructor', '', 'unknown', { status: 'error', error: UNKNOWN }],
    ['', '', 'unknown', { status: 'error', error: UNKNOWN }],
    ['refresh/anna', '', 'unknown', { status: 'error', error: UNKNOWN }],
  ])('answers %s %.60s', async (command, payload, responder, answer) => {
    const { ask, answers } = setUp();

    expect(ask(command, payload)).toBe(true);

    expect(await answers.take()).toEqual({ topic: `withings/bridge/response/${responder}`, answer });
  });

  it('carries out one at a time of each command', async () => {
    const waiting: (() => void)[] = [];
    const { ask, answers } = setUp(() => new Promise<void>((resolve) => waiting.push(resolve)));

    ask('refresh', '{"transaction":1}');
    ask('refresh', '{"transaction":2}');
    ask('nothing', '{"transaction":3}');
    const refused = await answers.take();
    const other = await answers.take();
    waiting[0]?.();
    const first = await answers.take();
    ask('refresh', '{"transaction":4}');
    waiting[1]?.();

    expect(refused.answer).toEqual({ status: 'error', error: 'another refresh is still under way', transaction: 2 });
    expect(other.answer).toMatchObject({ status: 'ok', transaction: 3 });
    expect(first.answer).toMatchObject({ status: 'ok', transaction: 1 });
    expect((await answers.take()).answer).toMatchObject({ status: 'ok', transaction: 4 });
  });

  it('carries a command out for two accounts at once', async () => {
    const waiting: (() => void)[] = [];
    const { ask, answers } = setUp(() => new Promise<void>((resolve) => waiting.push(resolve)));

    ask('refresh', '{"account":"anna","transaction":1}');
    ask('refresh', '{"account":"ben","transaction":2}');
    ask('refresh', '{"account":"anna","transaction":3}');
    const refused = await answers.take();
    for (const done of waiting) done();

    expect(refused.answer).toMatchObject({ status: 'error', transaction: 3 });
    expect((await answers.take()).answer).toMatchObject({ status: 'ok', transaction: 1 });
    expect((await answers.take()).answer).toMatchObject({ status: 'ok', transaction: 2 });
  });

  it('can carry a command out again after it failed', async () => {
    const { ask, answers } = setUp();

    ask('fail');
    const first = await answers.take();
    ask('fail');

    expect(await answers.take()).toEqual(first);
  });

  it('ignores a request that was retained, and what is none', async () => {
    const { take, ask, answers } = setUp();
    const topic = 'withings/bridge/request/refresh';

    expect(take({ topic, payload: '{"transaction":"old"}', retained: true })).toBe(true);
    expect(take({ topic: 'withings/bridge/response/refresh', payload: '', retained: false })).toBe(false);
    expect(take({ topic: 'homeassistant/status', payload: 'online', retained: false })).toBe(false);
    ask('refresh', '{"transaction":"new"}');

    expect((await answers.take()).answer.transaction).toBe('new');
    expect(answers.all).toHaveLength(1);
  });
});
