import { describe, expect, it } from 'vitest';
import { shortfall, statusReadings } from '../../src/bridge/account-status.js';
import { AT_COMMAND_LINE, IN_APP } from '../../src/bridge/advice.js';
import type { PersonSync } from '../../src/bridge/person-sync.js';
import type { PersonState } from '../../src/store/person-state.js';
import { EMPTY, NOW } from '../feeds/samples.js';

function account(feeds: PersonState['feeds'], changes: Partial<PersonSync> = {}): PersonSync {
  return {
    name: 'anna',
    state: () => ({ ...EMPTY, feeds }),
    authorization: () => 'ok',
    loginProblem: () => undefined,
    problems: () => new Map(),
    well: () => true,
    lastSync: () => undefined,
    complete: () => true,
    tried: () => true,
    underWay: () => false,
    dayTime: () => NOW * 1000,
    planned: () => {},
    take: () => {},
    change: () => {},
    fetch: async () => ({ kind: 'ok' }),
    ...changes,
  };
}
const statusOf = (sync: PersonSync) =>
  statusReadings(sync, AT_COMMAND_LINE).map(({ metric, value, takenAt }) => [metric, value, takenAt]);

describe('statusReadings', () => {
  it('tells of an account that is well', () => {
    expect(statusOf(account({}, { lastSync: () => NOW }))).toEqual([
      ['authorization', 'ok', 0],
      ['api_problem', false, 0],
      ['last_sync', NOW, NOW],
    ]);
  });

  it('tells of one that is not, and never was', () => {
    const sync = account({}, { authorization: () => 'required', problems: () => new Map([['goals', 'away']]) });

    expect(statusOf(sync)).toEqual([
      ['authorization', 'required', 0],
      ['api_problem', true, 0],
    ]);
  });

  it('says why, and what to do', () => {
    const problems = new Map([
      ['goals', 'HTTP 502'],
      ['measures', 'no answer'],
    ] as const);
    const sync = account(
      {},
      { authorization: () => 'required', loginProblem: () => 'refused', problems: () => problems },
    );

    expect(statusReadings(sync, AT_COMMAND_LINE).map(({ reason }) => reason)).toEqual([
      'cannot get in at Withings: refused; run: withings2mqtt auth anna',
      'goals: HTTP 502; measures: no answer',
    ]);
    expect(statusReadings(sync, IN_APP)[0]?.reason).toBe(
      'cannot get in at Withings: refused; open the page (panel Withings) and connect anna',
    );
    expect(statusReadings(account({}), AT_COMMAND_LINE).filter((reading) => 'reason' in reading)).toEqual([]);
  });

  it('says the same again as long as nothing changes', () => {
    const sync = account({}, { lastSync: () => NOW });

    expect(statusReadings(sync, AT_COMMAND_LINE)).toEqual(statusReadings(sync, AT_COMMAND_LINE));
  });
});

describe('shortfall', () => {
  it.each<[string, Partial<PersonSync>, string]>([
    [
      'a login that is gone',
      { loginProblem: () => 'refused', problems: () => new Map([['goals', 'HTTP 502']]) },
      'anna: cannot get in at Withings: refused; run: withings2mqtt auth anna',
    ],
    [
      'feeds that failed',
      { problems: () => new Map([['goals', 'HTTP 502'] as const, ['sleep', 'no answer'] as const]) },
      'anna: goals: HTTP 502; sleep: no answer',
    ],
    ['a stop in between', {}, 'anna: stopped before everything had come in'],
  ])('tells of %s', (_, changes, words) => {
    expect(shortfall(account({}, changes), AT_COMMAND_LINE)).toBe(words);
  });

  it('names no command in an App', () => {
    expect(shortfall(account({}, { loginProblem: () => 'refused' }), IN_APP)).toBe(
      'anna: cannot get in at Withings: refused; open the page (panel Withings) and connect anna',
    );
  });
});
