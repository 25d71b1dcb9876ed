import { describe, expect, it } from 'vitest';
import { startPresence, TOPICS } from '../cluster/members.js';
import { connectClient, nextOn, startAedes } from './watch.js';

const OLD = { protocolVersion: 4 } as const;

describe('the connection that keeps the common state', () => {
  it('hears requests where nobody shares a subscription', async () => {
    const { url } = await startAedes();
    const { presence, requests } = startPresence({ url }, OLD);
    expect(await presence.begin()).toBe(true);

    const client = await connectClient(url);
    await client.publishAsync(TOPICS.request('refresh'), '{}', { qos: 1 });

    expect(await requests.take()).toEqual({ topic: TOPICS.request('refresh'), payload: '{}', retained: false });
  });

  it('keeps the state where the broker lets it read nothing, and says what is missing', async () => {
    const { url } = await startAedes({ authorizeSubscribe: (_client, _wish, done) => done(null, null) });
    const { presence, lines } = startPresence({ url }, OLD);

    expect(await presence.begin()).toBe(true);

    expect(lines).toEqual([
      `warn requests do not reach this bridge: the broker does not let this client read ${TOPICS.request('+')}; check its ACL`,
    ]);
  });

  it('says why nobody keeps the state, once, where that needs a person', async () => {
    const { url } = await startAedes({
      authenticate: (_client, _name, _password, done) => done(Object.assign(new Error('no'), { returnCode: 4 }), false),
    });
    const { presence, lines, dies } = startPresence({ url }, OLD);

    const held = presence.begin();
    await expect.poll(() => lines, { timeout: 10_000 }).toHaveLength(1);
    expect(presence.holds()).toBe(true);
    dies();

    expect(await held).toBe(false);
    expect(lines[0]).toContain(`error nobody keeps ${TOPICS.bridgeState} on the broker: it refuses the login`);
  });

  it('is one connection however often it is told to begin', async () => {
    const { url, sockets } = await startAedes();
    const { presence } = startPresence({ url }, OLD);

    expect(await Promise.all([presence.begin(), presence.begin()])).toEqual([true, true]);
    expect(await presence.begin()).toBe(true);

    expect(sockets).toHaveLength(1);
    await presence.end('last');
    expect(await nextOn(url, TOPICS.bridgeState)).toBe('offline');
    await presence.end('last');
  });
});
