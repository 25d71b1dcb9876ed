import { describe, expect, it } from 'vitest';
import type { Link } from '../../src/mqtt/connection.js';
import { bridgeSign, comesFirst, watchOtherBridge } from '../../src/mqtt/other-bridge.js';
import { createTopics } from '../../src/mqtt/topics.js';

const TOPICS = createTopics('withings');
const [STATE, INFO] = [TOPICS.bridgeState, TOPICS.bridgeInfo];
const RESPONSE = TOPICS.response('health_check');
const info = (instance?: string) => JSON.stringify({ instance, started: '2026-01-01T00:00:00.000Z' });

function setUp() {
  const published: string[] = [];
  const heard: (string | undefined)[] = [];
  let timeOut = () => {};
  const link = {
    publish: (topic: string, payload: string) => void published.push(`${topic} ${payload}`),
    subscribe: async () => {},
  } as unknown as Link;
  const otherBridge = watchOtherBridge({
    topics: TOPICS,
    own: () => ({ instance: 'mine', started: undefined }),
    random: () => 0.5,
    sleep: (milliseconds) =>
      milliseconds < 1000
        ? Promise.resolve()
        : new Promise((resolve) => {
            timeOut = resolve;
          }),
    onHeard: ({ instance }) => heard.push(instance),
  });
  const say = (topic: string, payload: string, retained = true) => otherBridge.take({ topic, payload, retained });
  return { otherBridge, link, published, heard, say, timeOut: () => timeOut() };
}

describe('another bridge is suspected', () => {
  it.each([
    ['where nothing lies', [], false],
    [
      'where the own info lies, whatever the state',
      [
        [STATE, 'online'],
        [INFO, info('mine')],
      ],
      false,
    ],
    [
      'where the info of another instance lies',
      [
        [STATE, 'online'],
        [INFO, info('other')],
      ],
      true,
    ],
    [
      'where that lies beside offline',
      [
        [STATE, 'offline'],
        [INFO, info('other')],
      ],
      true,
    ],
    [
      'where the info of version 0.1.0 lies',
      [
        [STATE, 'online'],
        [INFO, info()],
      ],
      true,
    ],
    ['where something is online without info', [[STATE, 'online']], true],
    [
      'where info is no JSON and nothing online',
      [
        [STATE, 'offline'],
        [INFO, '{'],
      ],
      false,
    ],
  ] as const)('%s', (_, messages, suspected) => {
    const { otherBridge, say } = setUp();

    for (const [topic, payload] of messages) say(topic, payload);

    expect(otherBridge.suspected()).toBe(suspected);
  });

  it('not by what this bridge says itself', () => {
    const { otherBridge, say } = setUp();

    say(STATE, 'online', false);

    expect(otherBridge.suspected()).toBe(false);
  });
});

describe('a bridge lives', () => {
  it('that answers the question', async () => {
    const { otherBridge, link, published, say } = setUp();
    const answer = otherBridge.answer(link);
    const [question] = published;
    const { transaction } = JSON.parse(question!.slice(question!.indexOf('{')));

    expect(question).toMatch(/^withings\/bridge\/request\/health_check /);
    expect(say(TOPICS.request('health_check'), JSON.stringify({ transaction }), false)).toBe(true);
    say(RESPONSE, JSON.stringify({ status: 'error', error: 'busy', transaction }), false);

    expect(await answer).toBe(true);
  });

  it('that is heard meanwhile', async () => {
    const { otherBridge, link, heard, say } = setUp();
    const answer = otherBridge.answer(link);

    say(INFO, info('other'), false);

    expect(await answer).toBe(true);
    expect(heard).toEqual(['other']);
  });

  it('not when nobody answers in time, nor when somebody else is answered', async () => {
    const { otherBridge, link, say, timeOut } = setUp();
    const answer = otherBridge.answer(link);
    say(RESPONSE, '{"status":"ok","transaction":"another"}', false);
    say(INFO, info('mine'), false);

    timeOut();

    expect(await answer).toBe(false);
  });
});

describe('of two bridges that met too late', () => {
  const early = { instance: 'b', started: '2026-01-01T00:00:00.000Z' };
  const late = { instance: 'a', started: '2026-01-01T00:00:00.001Z' };

  it.each([
    ['the one that runs for longer keeps the topics', early, late, true],
    ['the one that started later does not', late, early, false],
    ['one that started at the same time is told by its instance', { ...early, instance: 'a' }, early, true],
    [
      'version 0.1.0, which does not step back, keeps them',
      { instance: undefined, started: late.started },
      early,
      true,
    ],
  ])('%s', (_, other, own, first) => {
    expect(comesFirst(other, own)).toBe(first);
  });

  it('exactly one keeps them', () => {
    expect(comesFirst(early, late)).not.toBe(comesFirst(late, early));
  });
});

describe('what a bridge says of itself', () => {
  it.each(['', '{', 'null', '1', '"x"'])('is nothing in %s', (payload) => {
    expect(bridgeSign(payload)).toBeUndefined();
  });

  it('is not believed in another shape', () => {
    expect(bridgeSign('{"instance":1,"started":[]}')).toEqual({ instance: undefined, started: undefined });
  });
});
