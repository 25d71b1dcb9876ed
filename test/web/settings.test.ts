import { describe, expect, it } from 'vitest';
import { createSettings } from '../../web/settings.js';

function memory(kept: Record<string, string> = {}) {
  return {
    getItem: (key: string) => kept[key] ?? null,
    setItem(key: string, value: string) {
      kept[key] = value;
    },
  };
}

describe('settings', () => {
  it('are remembered', () => {
    const kept = {};
    createSettings(memory(kept), ['en']).theme.value = 'dark';
    const { theme, language } = createSettings(memory(kept), ['de']);
    expect([theme.value, language.value]).toEqual(['dark', 'de']);
  });

  it('nothing is kept that nobody has chosen', () => {
    const kept = {};
    createSettings(memory(kept), ['de']);
    expect(kept).toEqual({});
  });

  it('work unremembered where the browser forbids it, or has kept nonsense', () => {
    const refuse = () => {
      throw new Error('SecurityError');
    };
    const { theme } = createSettings({ getItem: refuse, setItem: refuse }, []);
    theme.value = 'light';
    expect(theme.value).toBe('light');
    expect(createSettings(memory({ 'withings2mqtt.theme': 'pink' }), []).theme.value).toBe('system');
    expect(createSettings(undefined, []).language.value).toBe('en');
  });
});
