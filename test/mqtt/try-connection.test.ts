import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { findLivingBridge } from '../../src/mqtt/living-bridge.js';
import { createTopics } from '../../src/mqtt/topics.js';
import { tryConnection } from '../../src/mqtt/try-connection.js';
import { connectClient, nextOn, STATE_TOPIC, startAedes } from './watch.js';

const options = (url: string) =>
  ({ url, protocolVersion: 4, keepalive: 60, rejectUnauthorized: true, qos: 1, stateTopic: STATE_TOPIC }) as const;
const TOPICS = createTopics('withings');

/** A broker with a bridge of this instance that answers, or not. */
async function startBridge(instance: string, answers: boolean) {
  const { url } = await startAedes();
  const bridge = await connectClient(url);
  await bridge.publishAsync(TOPICS.bridgeInfo, JSON.stringify({ instance }), { retain: true, qos: 1 });
  bridge.on('message', (_, payload) => {
    const { transaction } = JSON.parse(String(payload));
    if (answers) bridge.publish(TOPICS.response('health_check'), JSON.stringify({ status: 'ok', transaction }));
  });
  await bridge.subscribeAsync(TOPICS.request('+'));
  return url;
}

describe('a connection that is only tried', () => {
  it('leaves a running bridge online, also when it is cut', async () => {
    const { url, aedes, sockets } = await startAedes();
    const bridge = await connectClient(url);
    await bridge.publishAsync(STATE_TOPIC, 'online', { retain: true, qos: 1 });
    const [own] = [...sockets];
    const gone = once(aedes, 'clientDisconnect');

    const tried = tryConnection(options(url), new AbortController().signal, {
      onMessage() {},
      run: () => {
        for (const socket of sockets) if (socket !== own) socket.destroy();
        return new Promise(() => {});
      },
    });

    expect(await tried).toHaveProperty('problem');
    await gone;
    expect(await nextOn(url, STATE_TOPIC)).toBe('online');
  });

  it.each([
    ['finds another bridge that lives', 'other', true, 'other'],
    ['finds none where another one has died', 'other', false, undefined],
    ['takes its own bridge for no other', 'mine', true, undefined],
  ])('%s', async (_, instance, answers, found) => {
    const url = await startBridge(instance, answers);
    // Half a second is enough for what lies there, and to hear no answer.
    const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds / 6));
    const visit = findLivingBridge({ topics: TOPICS, instance: 'mine', random: Math.random, sleep });

    const tried = await tryConnection(options(url), new AbortController().signal, visit);

    expect(tried).toMatchObject({ protocolVersion: 4, result: found && { instance: found } });
  });
});
