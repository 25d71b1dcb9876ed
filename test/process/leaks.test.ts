import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLeaks, formsOf } from './leaks.js';

const SECRETS = ['0f1e2d3c4b5a69788796', 'p@ss/wörd+ 1%', 'quote"back\\slash&', "bang!('star')*", 'a+b=c/d~e_f-g'];

describe('the search for secrets', () => {
  it.each(SECRETS.flatMap((secret) => formsOf(secret).map((form) => [secret, form] as const)))(
    'finds %j as %j',
    (secret, form) => {
      const outputs = { log: `2026-01-31 info said ${form} and more`, other: 'nothing' };

      expect(findLeaks(outputs, { token: secret })).toEqual(['token in log']);
    },
  );

  it('finds what is wrapped twice', () => {
    const basic = Buffer.from(`client:${SECRETS[1]}`).toString('base64');
    const line = JSON.stringify({ message: `GET /?header=${encodeURIComponent(`Basic ${basic}`)}` });

    expect(findLeaks({ line }, { password: SECRETS[1]! })).toEqual(['password in line']);
  });

  it('finds any secret in any of its forms, wherever it stands', () => {
    const secret = fc.string({ minLength: 8, maxLength: 40, unit: fc.constantFrom(...'aZ09+/=_-&"% \\') });
    const around = fc.string({ unit: fc.constantFrom(...'xyz :,{}') });
    fc.assert(
      fc.property(secret, around, around, fc.nat(), (value, before, after, pick) => {
        const forms = formsOf(value);
        const text = `${before} ${forms[pick % forms.length]} ${after}`;
        return findLeaks({ text }, { value }).length === 1;
      }),
    );
  });

  it('finds nothing where there is nothing', () => {
    expect(findLeaks({ log: 'info published topic=withings/anna/weight' }, { token: SECRETS[0]! })).toEqual([]);
  });

  it('refuses to look for what is not there', () => {
    expect(() => findLeaks({ log: '' }, { token: '' })).toThrow(/too short to look for: token/);
  });
});
