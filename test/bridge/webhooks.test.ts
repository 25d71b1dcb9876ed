import { expect, it } from 'vitest';
import type { Parts } from '../../src/bridge/parts.js';
import type { People } from '../../src/bridge/people.js';
import { createTroubles } from '../../src/bridge/troubles.js';
import { createWebhooks } from '../../src/bridge/webhooks.js';
import { logLines } from '../log-lines.js';
import { createVirtualTime } from '../virtual-time.js';

const HOUR = 3_600_000;

it('look an hour later for whose notifications are to be revoked where the store could not be read', async () => {
  const time = createVirtualTime();
  const { log } = logLines();
  const settings = new Map<string, string | undefined>([['webhook_secret', 'secret']]);
  const answers = [() => Promise.reject(new Error('EIO')), async () => []];
  const parts = {
    ...{ log, webhookSecret: 'secret', signal: new AbortController().signal },
    config: { server: { enabled: true, publicUrl: 'https://withings.test' } },
    tools: { clock: time.now, sleep: time.sleep, random: () => 0 },
    store: {
      people: { list: () => answers.shift()!() },
      settings: { put: async (key: string, value?: string) => void settings.set(key, value) },
    },
  } as unknown as Parts;
  const people = { all: () => [] } as unknown as People;
  const { run } = createWebhooks(parts, people, createTroubles(log), () => {});

  const running = run(false);
  await time.pass(HOUR - 1);
  expect(settings.get('webhook_secret')).toBe('secret');
  await time.pass(1);
  await running;

  expect(settings.get('webhook_secret')).toBeUndefined();
});
