import { describe, expect, it } from 'vitest';
import { languageOf } from '../../src/http/language.js';

describe('the language of a browser', () => {
  it.each([
    ['de-AT,de;q=0.9,en;q=0.5', 'de'],
    ['en-GB,en;q=0.9,de;q=0.8', 'en'],
    ['fr,de;q=0.7,en;q=0.3', 'de'],
    ['en;q=0.2, DE;q=0.9', 'de'],
    ['de;q=0,en', 'en'],
    ['de;q=0', 'en'],
    ['den, dex', 'en'],
    ['*', 'en'],
    ['de;q=many', 'en'],
    ['', 'en'],
    [undefined, 'en'],
    [`${'fr,'.repeat(1000)}de`, 'en'],
  ])('of %j is %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});
