import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSeal, keyOf } from '../../../src/store/postgres/sealing.js';

describe('a seal', () => {
  const seal = createSeal(randomBytes(32));

  it('opens what it has closed, for the same owner', () => {
    const sealed = seal.close('a text ä', 'anna');
    expect(seal.open(sealed, 'anna')).toBe('a text ä');
    expect(seal.open(sealed, 'ben')).toBeUndefined();
    expect(createSeal(randomBytes(32)).open(sealed, 'anna')).toBeUndefined();
  });

  it('does not open what was changed or cut', () => {
    const sealed = seal.close('a text', 'anna');
    for (let at = 0; at < sealed.length; at++) {
      const changed = Uint8Array.from(sealed, (byte, index) => (index === at ? byte ^ 1 : byte));
      expect(seal.open(changed, 'anna')).toBeUndefined();
      expect(seal.open(sealed.subarray(0, at), 'anna')).toBeUndefined();
    }
  });

  it('closes the same text differently each time', () => {
    expect(seal.close('a text', 'anna')).not.toEqual(seal.close('a text', 'anna'));
  });
});

describe('a key', () => {
  const key = randomBytes(32);

  it('is given as hex digits or base64', async () => {
    for (const text of [key.toString('hex'), key.toString('hex').toUpperCase(), key.toString('base64')]) {
      expect(Buffer.from(await keyOf(`${text}\n`, 'salt'))).toEqual(key);
    }
    expect(Buffer.from(await keyOf(key.toString('base64url'), 'salt'))).toEqual(key);
  });

  it('or is made of words, with a salt', async () => {
    const made = await keyOf('some words', 'salt');
    expect(made).toHaveLength(32);
    expect(await keyOf('some words', 'salt')).toEqual(made);
    expect(await keyOf('some words', 'other')).not.toEqual(made);
  });
});
