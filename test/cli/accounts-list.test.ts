import { describe, expect, it } from 'vitest';
import { AT_COMMAND_LINE, IN_APP } from '../../src/bridge/advice.js';
import { type AccountView, describeAccounts } from '../../src/cli/accounts-list.js';
import { FETCHED_FEEDS, feedsFor } from '../../src/feeds/index.js';
import { EMPTY_PERSON } from '../../src/store/person-state.js';

const NOW = Date.UTC(2026, 9, 1, 12) / 1000;

function view(userId: string, name: string | undefined, more: Partial<AccountView> = {}): AccountView {
  return { person: { userId, name }, hasLogin: true, state: EMPTY_PERSON, feeds: FETCHED_FEEDS, ...more };
}

describe('the list of accounts', () => {
  it('has a line for each, those of the configuration first', () => {
    const views = [view('9', 'carl', { hasLogin: false }), view('8', undefined), view('unknown:anna', 'anna')];

    expect(describeAccounts(['ben', 'anna'], views, NOW, AT_COMMAND_LINE)).toEqual([
      'ben        not authorised yet',
      'anna       Withings user not known yet; login: ok; last data: none yet',
      'carl       Withings user 9, not in the configuration; no login; last data: none yet',
      '(no name)  Withings user 8, not in the configuration; login: ok; last data: none yet',
    ]);
  });

  it('says of each feed when it is next, and what was wrong', () => {
    const feeds = {
      measures: { lastSuccess: NOW - 60, next: NOW + 540 },
      ecgs: { lastSuccess: NOW - 7200, next: NOW - 5, lastError: 'no answer' },
      sleep: { refused: true, lastError: 'status 403' },
    };
    const state = { ...EMPTY_PERSON, feeds, loginProblem: 'refused' };

    expect(describeAccounts(['anna'], [view('7', 'anna', { state })], NOW, AT_COMMAND_LINE)).toEqual([
      'anna  Withings user 7; login: must be authorised again (refused), run: withings2mqtt auth anna; last data: 2026-10-01T11:59Z',
      '      measures  next: 2026-10-01T12:09Z',
      '      sleep     next: as soon as the bridge can; not allowed by this login',
      '      ecgs      next: as soon as the bridge can; last error: no answer',
    ]);
    expect(describeAccounts(['anna'], [view('7', 'anna', { state })], NOW, IN_APP)[0]).toContain(
      '(refused), open the page (panel Withings) and connect anna;',
    );
  });

  it('says nothing of a feed that is gone, or switched off, and was kept', () => {
    const feeds = {
      moods: { lastSuccess: NOW, next: NOW - 5 },
      intraday: { lastSuccess: NOW, next: NOW - 5, lastError: 'no answer' },
      goals: { lastSuccess: NOW - 3600, next: NOW + 60 },
    };
    const own = { state: { ...EMPTY_PERSON, feeds }, feeds: feedsFor({ intraday: false }) };

    expect(describeAccounts(['anna'], [view('7', 'anna', own)], NOW, AT_COMMAND_LINE)).toEqual([
      'anna  Withings user 7; login: ok; last data: 2026-10-01T11:00Z',
      '      goals  next: 2026-10-01T12:01Z',
    ]);
  });
});
