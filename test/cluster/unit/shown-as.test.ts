import { describe, expect, it } from 'vitest';
import { parseShownAs, shownAs, shownAsText } from '../../../src/cluster/shown-as.js';
import type { Config } from '../../../src/config/index.js';

const config = (base: string, enabled: boolean, prefix = 'homeassistant') =>
  ({ mqtt: { baseTopic: base }, homeassistant: { enabled, discoveryPrefix: prefix } }) as Config;

describe('how people are shown', () => {
  it('is another one with another base topic, discovery, prefix or version', () => {
    const texts = [
      shownAs(config('withings', true), '1'),
      shownAs(config('health', true), '1'),
      shownAs(config('withings', false), '1'),
      shownAs(config('withings', true, 'ha'), '1'),
      shownAs(config('withings', true), '2'),
    ].map(shownAsText);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('is the same without discovery, whatever its prefix', () => {
    const [one, two] = [config('withings', false), config('withings', false, 'ha')].map((each) => shownAs(each, '1'));
    expect(one).toEqual(two);
  });

  it('is read as it was written, and nothing else is', () => {
    const one = shownAs(config('withings', true), '1');
    expect(parseShownAs(shownAsText(one))).toEqual(one);
    for (const text of [undefined, '', '{', '{}', '7', '{"base":1,"prefix":null,"version":"1"}'])
      expect(parseShownAs(text)).toBeUndefined();
  });
});
