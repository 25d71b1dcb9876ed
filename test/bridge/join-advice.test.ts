import { describe, expect, it } from 'vitest';
import { AT_COMMAND_LINE, IN_APP } from '../../src/bridge/advice.js';
import { joinAdvice, type KeptPerson } from '../../src/bridge/join-advice.js';
import { fill } from '../../src/log.js';

const advice = (names: readonly string[], people: readonly KeptPerson[], place = AT_COMMAND_LINE) =>
  joinAdvice(names, people, place).map(({ template, fields }) => fill(template, fields));

const anna = { userId: '7', name: 'anna', hasLogin: true };
const carl = { userId: '9', name: 'carl', hasLogin: true };
const nameless = { userId: '8', name: undefined, hasLogin: true };

describe('names and logins', () => {
  it('that fit need no advice, nor do people without a login who are not configured', () => {
    expect(advice(['anna'], [anna, { ...carl, hasLogin: false }])).toEqual([]);
  });

  it('that are missing are told how to come', () => {
    expect(advice(['anna', 'ben'], [anna])).toEqual(['ben has no login; run: withings2mqtt auth ben']);
    expect(advice(['anna'], [{ ...anna, hasLogin: false }, carl])[0]).toBe(
      'anna has no login; run: withings2mqtt auth anna',
    );
  });

  it('that are left over are told where to go', () => {
    expect(advice(['anna'], [anna, carl, nameless])).toEqual([
      expect.stringMatching(/^carl has a login and is not in the configuration; .*withings2mqtt accounts remove carl$/),
      expect.stringMatching(/^8 has a login and is not in the configuration; .*withings2mqtt accounts remove 8$/),
    ]);
  });

  it('that may belong together are told how to', () => {
    expect(advice(['anna', 'ben'], [anna, carl, nameless])).toEqual([
      'ben has no login; if it is who was carl, or the Withings user 8 is, ' +
        'run: withings2mqtt accounts rename carl ben, or withings2mqtt accounts rename 8 ben; else: withings2mqtt auth ben',
    ]);
  });

  it('are joined at the panel in an App, which has no command line', () => {
    expect(advice(['ben'], [], IN_APP)).toEqual(['ben has no login; open the page (panel Withings) and connect ben']);
    expect(advice(['anna', 'ben'], [anna, carl, nameless], IN_APP)).toEqual([
      'ben has no login; if it is who was carl, or the Withings user 8 is, nothing is read again: open the page (panel Withings) and connect ben',
    ]);
    expect(advice(['anna'], [anna, carl], IN_APP)).toEqual([
      'carl has a login and is not in the configuration; write it in there, or leave it: nothing is fetched for it',
    ]);
  });
});
