import { describe, expect, it } from 'vitest';
import { alignSubscriptions, COMMENT, type NotifyApi } from '../../src/feeds/subscriptions.js';
import {
  AuthenticationError,
  InvalidParametersError,
  RateLimitError,
  TransportError,
  WithingsError,
} from '../../src/withings/errors.js';
import type { Subscription } from '../../src/withings/notify.js';
import { failureOf } from '../withings/support.js';

const URL = 'https://example.org/webhook/secret';
const OLD = 'https://example.org/webhook/older-secret';
const THEIRS = 'https://other.example/withings';
const ours = (appli: number, callbackUrl = URL): Subscription => ({ appli, callbackUrl, comment: COMMENT });

/** An account with some subscriptions; what is done with them, and how long is waited after it. */
function setUp(...present: Subscription[]) {
  const log: string[] = [];
  const subscriptions = [...present];
  const api: NotifyApi = {
    listSubscriptions: async () => [...subscriptions],
    async subscribe(subscription) {
      log.push(`subscribe ${subscription.appli}`);
      subscriptions.push(subscription);
    },
    async unsubscribe({ appli, callbackUrl }) {
      log.push(`revoke ${appli}`);
      subscriptions.splice(
        subscriptions.findIndex((one) => one.appli === appli && one.callbackUrl === callbackUrl),
        1,
      );
    },
  };
  const align = (applis: readonly number[], callbackUrl: string | undefined = URL) =>
    alignSubscriptions({ api, applis, callbackUrl, sleep: async (ms) => void log.push(`wait ${ms}`) });
  return { api, align, log, subscriptions };
}

describe('alignSubscriptions', () => {
  it('subscribes what is missing, with a wait after each', async () => {
    const { align, log, subscriptions } = setUp(ours(44));

    expect(await align([1, 16, 44])).toEqual({ subscribed: 2, revoked: 0, missing: [], left: [] });

    expect(log).toEqual(['subscribe 1', 'wait 5000', 'subscribe 16', 'wait 5000']);
    expect(subscriptions).toEqual([ours(44), ours(1), ours(16)]);
  });

  it('has nothing to do the second time', async () => {
    const { align, log } = setUp();
    await align([1, 16]);
    log.length = 0;

    expect(await align([1, 16])).toEqual({ subscribed: 0, revoked: 0, missing: [], left: [] });

    expect(log).toEqual([]);
  });

  it('revokes strays of ours: of another address, of a kind that is not wanted any more', async () => {
    const { align, log, subscriptions } = setUp(ours(1, OLD), ours(1), ours(4), ours(16, OLD));

    expect(await align([1, 16])).toEqual({ subscribed: 1, revoked: 3, missing: [], left: [] });

    expect(log).toEqual([
      ...['revoke 1', 'wait 1000', 'revoke 4', 'wait 1000', 'revoke 16', 'wait 1000'],
      ...['subscribe 16', 'wait 5000'],
    ]);
    expect(subscriptions).toEqual([ours(1), ours(16)]);
  });

  it('leaves alone what others have made', async () => {
    const others = [
      { appli: 1, callbackUrl: THEIRS, comment: 'Home Assistant' },
      { appli: 4, callbackUrl: THEIRS, comment: undefined },
    ];
    const { align, subscriptions } = setUp(...others);

    expect(await align([1])).toEqual({ subscribed: 1, revoked: 0, missing: [], left: [] });

    expect(subscriptions).toEqual([...others, ours(1)]);
  });

  it('knows one of ours by its address, whatever its comment', async () => {
    const { align, log } = setUp({ appli: 1, callbackUrl: URL, comment: undefined });

    await align([1]);

    expect(log).toEqual([]);
  });

  it('revokes all of ours, and none of others’, when there is no address', async () => {
    const theirs = { appli: 1, callbackUrl: THEIRS, comment: undefined };
    const { api, subscriptions } = setUp(ours(1), theirs, ours(44, OLD));

    const result = await alignSubscriptions({ api, applis: [1, 44], callbackUrl: undefined, sleep: async () => {} });

    expect(result).toEqual({ subscribed: 0, revoked: 2, missing: [], left: [] });
    expect(subscriptions).toEqual([theirs]);
  });

  it('stops when everything stops', async () => {
    const { api, log } = setUp();
    const sleep = () => Promise.reject(new Error('stopped'));

    expect((await failureOf(alignSubscriptions({ api, applis: [1, 4], callbackUrl: URL, sleep }))).message).toBe(
      'stopped',
    );

    expect(log).toEqual(['subscribe 1']);
  });

  it('lets a kind that Withings refuses keep no other one out, and says which and why', async () => {
    const { api, log, subscriptions } = setUp();
    const refusing: NotifyApi = {
      ...api,
      subscribe: (one) =>
        one.appli === 4 ? Promise.reject(new InvalidParametersError('not for this account')) : api.subscribe(one),
    };

    const result = await alignSubscriptions({
      ...{ api: refusing, applis: [1, 4, 16], callbackUrl: URL },
      sleep: async (ms) => void log.push(`wait ${ms}`),
    });

    const missing = [{ appli: 4, reason: 'not for this account', isPassing: false }];
    expect(result).toEqual({ subscribed: 2, revoked: 0, missing, left: [] });
    expect(subscriptions).toEqual([ours(1), ours(16)]);
    expect(log).toEqual(['subscribe 1', 'wait 5000', 'wait 5000', 'subscribe 16', 'wait 5000']);
  });

  it.each([
    new TransportError('the line is dead'),
    new TransportError('Withings answered /notify subscribe with HTTP 503', { status: 503 }),
    new WithingsError('Withings answered /notify subscribe with status 305', { status: 305 }),
  ])('lets a kind that fails for now keep no other one out, and says which is to be tried again: %s', async (error) => {
    const { api, subscriptions } = setUp();
    const failing = {
      ...api,
      subscribe: (one: Subscription) => (one.appli === 1 ? Promise.reject(error) : api.subscribe(one)),
    };

    const result = await alignSubscriptions({ api: failing, applis: [1, 4], callbackUrl: URL, sleep: async () => {} });

    const missing = [{ appli: 1, reason: error.message, isPassing: true }];
    expect(result).toEqual({ subscribed: 1, revoked: 0, missing, left: [] });
    expect(subscriptions).toEqual([ours(4)]);
  });

  it.each([
    [new InvalidParametersError('status 294: cannot delete'), false],
    [new InvalidParametersError('status 286: no such subscription'), false],
    [new TransportError('the line is dead'), true],
  ])('leaves what cannot be revoked, and does all the rest: %s', async (error, isPassing) => {
    const { api, log, subscriptions } = setUp(ours(1, OLD), ours(4, OLD));
    const failing: NotifyApi = {
      ...api,
      unsubscribe: (one) => (one.appli === 1 ? Promise.reject(error) : api.unsubscribe(one)),
    };

    const result = await alignSubscriptions({
      ...{ api: failing, applis: [1, 4], callbackUrl: URL },
      sleep: async (ms) => void log.push(`wait ${ms}`),
    });

    const left = [{ appli: 1, reason: error.message, isPassing }];
    expect(result).toEqual({ subscribed: 2, revoked: 1, missing: [], left });
    expect(subscriptions).toEqual([ours(1, OLD), ours(1), ours(4)]);
    expect(log.slice(0, 3)).toEqual(['wait 1000', 'revoke 4', 'wait 1000']);
  });

  it.each([
    new AuthenticationError('the login is gone', { needsLogin: true }),
    new RateLimitError('too many', { retryAfter: 60 }),
  ])('gives up at what is about more than one kind: %s', async (error) => {
    for (const action of ['subscribe', 'unsubscribe']) {
      const { api } = setUp(ours(16));
      const broken = { ...api, [action]: () => Promise.reject(error) };
      const aligned = alignSubscriptions({ api: broken, applis: [1, 4], callbackUrl: URL, sleep: async () => {} });

      expect(await failureOf(aligned)).toBe(error);
    }
  });
});
