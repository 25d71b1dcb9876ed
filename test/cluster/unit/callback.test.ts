import { describe, expect, it } from 'vitest';
import { callbackOf } from '../../../src/cluster/webhook-address.js';
import type { Config } from '../../../src/config/index.js';
import type { SettingKey, Settings } from '../../../src/store/store.js';

function settingsInMemory(): Settings {
  const values = new Map<SettingKey, string>();
  return {
    instance: async () => 'x',
    get: async (key) => values.get(key),
    async first(key, value) {
      if (!values.has(key)) values.set(key, value);
      return values.get(key)!;
    },
    async put(key, value) {
      if (value === undefined) values.delete(key);
      else values.set(key, value);
    },
  };
}

const at = (publicUrl: string | undefined) => ({ server: { enabled: true, publicUrl } }) as unknown as Config;

describe('where Withings posts to for all bridges', () => {
  it('is one address, whichever of them starts first', async () => {
    const settings = settingsInMemory();
    const first = await callbackOf(at('https://a.example'), settings, 100);
    const second = await callbackOf(at('https://a.example'), settings, 200);
    expect(first.callback.url).toMatch(/^https:\/\/a\.example\/webhook\/[0-9a-f]{48}$/);
    expect(second).toEqual(first);
    expect(first.callback.since).toBe(100);
  });

  it('is another one since it was changed', async () => {
    const settings = settingsInMemory();
    const first = await callbackOf(at('https://a.example'), settings, 100);
    const second = await callbackOf(at('https://b.example'), settings, 200);
    expect(second.secret).toBe(first.secret);
    expect(second.callback.since).toBe(200);
  });

  it('is none where Withings cannot reach them, since when that is so', async () => {
    const settings = settingsInMemory();
    expect((await callbackOf(at(undefined), settings, 100)).callback).toEqual({ url: undefined, since: 0 });
    await callbackOf(at('https://a.example'), settings, 200);
    expect(await callbackOf(at(undefined), settings, 300)).toEqual({
      callback: { url: undefined, since: 300 },
      secret: undefined,
    });
  });
});
