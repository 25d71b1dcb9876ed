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

  it('is nothing else: what is kept, and any other error, goes through', async () => {
    expect(await withAdvice(Promise.resolve(7))).toBe(7);
    await expect(withAdvice(Promise.reject(new Error('the disk is full')))).rejects.toThrow(/^the disk is full$/);
  });
});
