import { describe, expect, it } from 'vitest';
import { createClusterRequests } from '../../../src/cluster/cluster-requests.js';
import { createTopics } from '../../../src/mqtt/topics.js';
import type { Notices } from '../../../src/store/cluster.js';
import type { AccountRow, AccountSearch, Accounts } from '../../../src/store/cluster-accounts.js';
import type { Tools } from '../../../src/tools.js';
import { WELL } from '../../http/support.js';
import { newRow } from '../operator/fake-cluster.js';

const row = (name: string, more: Partial<AccountRow> = {}) => newRow({ name, userId: `u-${name}`, ...more });
const LOST = { loginProblem: 'invalid refresh_token' };
const works = ({ enabled, hasLogin, loginProblem }: AccountRow) => enabled && hasLogin && loginProblem === undefined;

const LOOKS = 3;

/** Bridges with these accounts. */
function bridges(...rows: AccountRow[]) {
  let onLook: (() => void) | undefined;
  const asked: string[] = [];
  const answers: ((answer: unknown) => void)[] = [];
  const accounts: Pick<Accounts, 'find' | 'list'> = {
    find: async (name) => rows.find((one) => one.name === name),
    list: async ({ working, most }: AccountSearch = {}) => rows.filter((one) => !working || works(one)).slice(0, most),
  };
  const looks = new Map<string, number>();
  const time = { now: 0 };
  const notices: Pick<Notices, 'ask' | 'stillAsked'> = {
    async ask(userId) {
      asked.push(userId);
      return userId !== 'u-gone';
    },
    // Some bridge is done with it when somebody has looked a few times.
    async stillAsked(userIds) {
      for (const userId of userIds) looks.set(userId, (looks.get(userId) ?? 0) + 1);
      return new Set(userIds.filter((userId) => userId === 'u-stuck' || looks.get(userId)! <= LOOKS));
    },
  };
  const tools: Pick<Tools, 'clock' | 'sleep'> = {
    clock: () => time.now,
    async sleep(milliseconds) {
      time.now += milliseconds;
      await onLook?.();
    },
  };
  const topics = createTopics('withings');
  const take = createClusterRequests({
    ...{ cluster: { accounts, notices }, topics, ready: async () => WELL, disbelieve: async () => true },
    ...{ tools, signal: new AbortController().signal },
    onFailed() {},
    respond: (topic, payload) => answers.shift()?.([topic, JSON.parse(payload)]),
  });
  return {
    ...{ asked, looks, time },
    atEachLook: (look: () => void) => {
      onLook = look;
    },
    refresh: (payload: string) =>
      new Promise((resolve) => {
        answers.push(resolve);
        take({ topic: topics.request('refresh'), payload, retained: false });
      }),
  };
}

const answer = (body: object) => ['withings/bridge/response/refresh', body];
const OK = answer({ status: 'ok', data: {} });

describe('a refresh that somebody asks several bridges for', () => {
  it('is wanted of the one account', async () => {
    const { refresh, asked } = bridges(row('anna'), row('ben'));
    expect(await refresh('{"account": "ben"}')).toEqual(OK);
    expect(asked).toEqual(['u-ben']);
  });

  it('is ok only when some bridge has done it', async () => {
    const { refresh, looks } = bridges(row('anna'), row('ben'));
    expect(await refresh('{}')).toEqual(OK);
    expect([looks.get('u-anna'), looks.get('u-ben')]).toEqual([LOOKS + 1, LOOKS + 1]);
  });

  it('is an error where not everything comes in', async () => {
    const { refresh, time } = bridges(row('anna'), row('stuck'));
    const error = 'stuck: not everything has come in within 70 s; it is tried again, see: withings2mqtt accounts';
    expect(await refresh('{}')).toEqual(answer({ status: 'error', error }));
    expect(time.now).toBe(70_000);
  });

  it('is an error where the login turns out to be lost', async () => {
    const rows = [row('anna')];
    const { refresh, atEachLook } = bridges(...rows);
    atEachLook(() => Object.assign(rows[0]!, LOST));
    const error = 'anna must be authorised again; run: withings2mqtt accounts invite anna';
    expect(await refresh('{"account": "anna"}')).toEqual(answer({ status: 'error', error }));
  });

  it.each(['', '{}'])('is wanted of everybody who can be fetched, where %j names nobody', async (payload) => {
    const { refresh, asked } = bridges(
      ...[row('anna'), row('ben'), row('carl', { enabled: false }), row('dora', LOST)],
      row('emil', { userId: undefined, hasLogin: false }),
    );
    expect(await refresh(payload)).toEqual(OK);
    expect(asked).toEqual(['u-anna', 'u-ben']);
  });

  it('wants a name where more than a hundred would be fetched', async () => {
    const many = Array.from({ length: 101 }, (_, index) => row(`p${index}`));
    const { refresh, asked } = bridges(...many);
    const error = 'many people are here; expected {"account": "<name>"}';
    expect(await refresh('{"transaction": 5}')).toEqual(answer({ status: 'error', error, transaction: 5 }));
    expect(asked).toEqual([]);
    expect(await bridges(...many.slice(1)).refresh('{}')).toEqual(OK);
  });

  it.each([
    ['nobody', [], 'there is no account anna'],
    ['somebody who is gone in this moment', [row('anna', { userId: 'u-gone' })], 'there is no account anna any more'],
    [
      'somebody who is disabled',
      [row('anna', { enabled: false })],
      'anna is disabled; run first: withings2mqtt accounts enable anna',
    ],
    [
      'somebody who was never connected',
      [newRow({ name: 'anna' })],
      'anna is not connected; run: withings2mqtt accounts invite anna',
    ],
    [
      'somebody whose login is lost',
      [row('anna', LOST)],
      'anna must be authorised again; run: withings2mqtt accounts invite anna',
    ],
  ])('is an error for %s', async (_, rows, error) => {
    const { refresh } = bridges(...rows);
    expect(await refresh('{"account": "anna"}')).toEqual(answer({ status: 'error', error }));
  });

  it('is an error where nobody can be fetched', async () => {
    const error = 'nobody is here who can be fetched; run: withings2mqtt accounts list';
    expect(await bridges(row('anna', LOST)).refresh('{}')).toEqual(answer({ status: 'error', error }));
  });
});
