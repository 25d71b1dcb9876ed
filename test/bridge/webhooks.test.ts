import { expect, it } from 'vitest';
import type { Parts } from '../../src/bridge/parts.js';
import type { People } from '../../src/bridge/people.js';
import { createTroubles } from '../../src/bridge/troubles.js';
import { createWebhooks } from '../../src/bridge/webhooks.js';
import { FEEDS } from '../../src/feeds/index.js';
import { applisFor } from '../../src/feeds/notifications.js';
import { COMMENT } from '../../src/feeds/subscriptions.js';
import { InvalidParametersError, TransportError, WithingsError } from '../../src/withings/errors.js';
import type { Subscription } from '../../src/withings/notify.js';
import { logLines } from '../log-lines.js';
import { createVirtualTime } from '../virtual-time.js';

const HOUR = 3_600_000;
const METRICS = applisFor(FEEDS, 'user.metrics');

it('look an hour later for whose notifications are to be revoked where the store could not be read', async () => {
  const time = createVirtualTime();
  const { log } = logLines();
  const settings = new Map<string, string | undefined>([['webhook_secret', 'secret']]);
  const answers = [() => Promise.reject(new Error('EIO')), async () => []];
  const parts = {
    ...{ log, webhookSecret: 'secret', signal: new AbortController().signal },
    config: { server: { enabled: true } },
    tools: { clock: time.now, sleep: time.sleep, random: () => 0 },
    store: {
      people: { list: () => answers.shift()!() },
      settings: { put: async (key: string, value?: string) => void settings.set(key, value) },
    },
  } as unknown as Parts;
  const people = { all: () => [] } as unknown as People;
  const { run } = createWebhooks(parts, people, createTroubles(log), () => {});

  const running = run();
  await time.pass(HOUR - 1);
  expect(settings.get('webhook_secret')).toBe('secret');
  await time.pass(1);
  await running;

  expect(settings.get('webhook_secret')).toBeUndefined();
});

const OLD = { appli: 1, callbackUrl: 'https://old.test/webhook/secret', comment: COMMENT };
/** What happens to a call about a subscription; undefined where all is well. */
type Fate = (action: 'subscribe' | 'unsubscribe', subscription: Pick<Subscription, 'appli'>) => Error | undefined;

/** A minute with Anna, whose login allows the measures alone, and her subscriptions at Withings. */
async function watched(fate: Fate, ...subscriptions: Subscription[]) {
  return watchedOn(true, fate, ...subscriptions);
}

async function watchedOn(isThere: boolean, fate: Fate, ...subscriptions: Subscription[]) {
  const time = createVirtualTime();
  const { log, lines } = logLines();
  const asked = async (action: 'subscribe' | 'unsubscribe', one: Subscription) => {
    const failure = fate(action, one);
    if (failure) throw failure;
    if (action === 'subscribe') subscriptions.push(one);
    else subscriptions.splice(subscriptions.indexOf(one), 1);
  };
  const client = {
    scope: () => 'user.metrics',
    listSubscriptions: async () => [...subscriptions],
    subscribe: (one: Subscription) => asked('subscribe', one),
    unsubscribe: (one: Subscription) => asked('unsubscribe', one),
  };
  const parts = {
    ...{ log, webhookSecret: 'secret', signal: new AbortController().signal },
    config: { server: { enabled: true, publicUrl: 'https://withings.test' } },
    tools: { clock: time.now, sleep: time.sleep, random: () => 0 },
    store: {
      people: { list: async () => [] },
      settings: {
        async put() {
          throw new Error('the secret is to stay');
        },
      },
    },
  } as unknown as Parts;
  const everybody = [{ client, userId: () => '7001', sync: { name: 'anna' } }];
  const people = { all: () => everybody } as unknown as People;
  const webhooks = createWebhooks(parts, people, createTroubles(log), () => {});
  if (isThere) webhooks.served(true);
  void webhooks.run();
  await time.pass(HOUR / 60);
  const applis = (callbackUrl: string) =>
    subscriptions.filter((one) => one.callbackUrl === callbackUrl).map(({ appli }) => appli);
  return {
    time,
    lines,
    webhooks,
    here: () => applis('https://withings.test/webhook/secret').sort((a, b) => a - b),
    there: () => applis(OLD.callbackUrl),
  };
}

it.each([286, 294])('are all there at a new address also where an old one answers %i to its end', async (status) => {
  const failure = new InvalidParametersError(`status ${status}: no`);
  const { time, lines, webhooks, here, there } = await watched(
    (action) => (action === 'unsubscribe' ? failure : undefined),
    OLD,
  );
  await time.pass(50 * HOUR);

  expect([here(), there()]).toEqual([METRICS, [1]]);
  expect([webhooks.active(), webhooks.health()]).toEqual([true, { kind: 'ok' }]);
  expect(lines.filter((line) => line.startsWith('warn'))).toEqual([
    `warn anna: old notifications (kinds 1) stay at Withings: status ${status}: no`,
  ]);
});

it('end at an old address an hour later where that fails for now', async () => {
  const failures = [new TransportError('the line is dead')];
  const { time, lines, webhooks, here, there } = await watched(
    (action) => (action === 'unsubscribe' ? failures.pop() : undefined),
    OLD,
  );
  expect([here(), there(), webhooks.active()]).toEqual([METRICS, [1], true]);

  await time.pass(HOUR);

  expect([here(), there()]).toEqual([METRICS, []]);
  expect(lines).toContain('info anna: no old notifications are left at Withings');
});

it('of a kind that fails for now are tried again an hour later, and the others are there meanwhile', async () => {
  const failures = [new TransportError('the line is dead')];
  const { time, lines, webhooks, here } = await watched(() => failures.pop());
  expect(here()).toEqual(METRICS.slice(1));
  expect(webhooks.health()).toEqual({ kind: 'trouble', reason: 'kinds 1 fail for now: the line is dead' });

  await time.pass(HOUR);

  expect([here(), webhooks.health()]).toEqual([METRICS, { kind: 'ok' }]);
  expect(lines).toContain('info anna: all notifications from Withings are there again');
});

const HERE = { appli: 1, callbackUrl: 'https://withings.test/webhook/secret', comment: COMMENT };

it('stay while the server is not there for now, and come as soon as it is', async () => {
  const { time, webhooks, here, there } = await watchedOn(false, () => undefined, OLD, HERE);
  webhooks.served(false);
  await time.pass(50 * HOUR);

  expect([here(), there(), webhooks.active()]).toEqual([[1], [1], false]);
  expect(webhooks.health()).toMatchObject({ kind: 'trouble', reason: expect.stringContaining('no HTTP server') });

  webhooks.served(true);
  await time.pass(HOUR / 60);

  expect([here(), there(), webhooks.health()]).toEqual([METRICS, [], { kind: 'ok' }]);
});

it('are enough without a kind that Withings refuses for good, which is said once and asked for again each day', async () => {
  const refusal = new WithingsError('status 2553: unauthorized', { family: 'unauthorized' });
  let asked = 0;
  const { time, lines, webhooks, here } = await watched((action, { appli }) => {
    if (action !== 'subscribe' || appli !== 63) return undefined;
    asked += 1;
    return refusal;
  });
  await time.pass(50 * HOUR);

  expect(here()).toEqual(METRICS.filter((appli) => appli !== 63));
  expect([webhooks.active(), webhooks.health()]).toEqual([true, { kind: 'ok' }]);
  expect(asked).toBe(3);
  expect(lines.filter((line) => line.startsWith('warn'))).toEqual([
    'warn anna: Withings does not tell of kinds 63: status 2553: unauthorized; what is new there comes with the polls',
  ]);
});

it('are not enough where a feed is told of by no kind', async () => {
  const { time, webhooks } = await watched((action, { appli }) =>
    action === 'subscribe' && appli === 54
      ? new WithingsError('status 2553: unauthorized', { family: 'unauthorized' })
      : undefined,
  );
  await time.pass(50 * HOUR);

  expect(webhooks.active()).toBe(false);
  expect(webhooks.health().kind).toBe('trouble');
});
