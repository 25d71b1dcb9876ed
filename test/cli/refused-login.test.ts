import { describe, expect, it } from 'vitest';
import { RefusedLogin } from '../../src/bridge/login/refusal.js';
import { withAdvice } from '../../src/cli/refused-login.js';

describe('a login that is refused, in a terminal', () => {
  it.each([
    [
      { why: 'another_person', name: 'anna', userId: '8', holder: '7' },
      /^that was the Withings user 8, and anna is the Withings user 7; nothing was stored: .*withings2mqtt auth anna --replace$/,
    ],
    [
      { why: 'another_account', name: 'anna', account: 'ben' },
      /^that was the Withings user of account ben; sign out of Withings in the browser and run this again for anna$/,
    ],
    [
      { why: 'unclear', name: 'anna', holder: '7' },
      /^nobody can tell now whose login that is, and anna is the Withings user 7; nothing was stored: run this again later$/,
    ],
  ] as const)('is told with what can be done: %j', async (refusal, words) => {
    await expect(withAdvice(Promise.reject(new RefusedLogin(refusal)))).rejects.toThrow(words);
  });

  it.each([
    [
      { why: 'another_person', name: 'anna', userId: '8', holder: '7' },
      /nothing was stored: name a file with the tokens of the Withings user 7; or, .*: withings2mqtt auth anna --import ben.json --replace$/,
    ],
    [
      { why: 'another_account', name: 'anna', account: 'ben' },
      /account ben; name a file with the tokens of anna, or run: withings2mqtt auth ben --import ben.json$/,
    ],
    [{ why: 'unclear', name: 'anna', holder: '7' }, /nothing was stored: run this again later$/],
  ] as const)('has no browser where it came from a file: %j', async (refusal, words) => {
    const refused = withAdvice(Promise.reject(new RefusedLogin(refusal)), 'ben.json');

    await expect(refused).rejects.toThrow(words);
    await expect(refused).rejects.not.toThrow(/browser/);
  });

  it('is nothing else: what is kept, and any other error, goes through', async () => {
    expect(await withAdvice(Promise.resolve(7))).toBe(7);
    await expect(withAdvice(Promise.reject(new Error('the disk is full')))).rejects.toThrow(/^the disk is full$/);
  });
});
