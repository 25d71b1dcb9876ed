import { describe, expect, it } from 'vitest';
import { EMPTY_PERSON } from '../../src/store/person-state.js';
import { AuthenticationError, TransportError } from '../../src/withings/errors.js';
import { EMPTY, mark, NOW, sampleFeed } from '../feeds/samples.js';
import { sampleReading } from '../mqtt/samples.js';
import { CLIENT, setUp } from './person-sync-setup.js';

const fails = (message: string) => () => Promise.reject(new TransportError(message));
const loginGone = () => Promise.reject(new AuthenticationError('the login is gone', { needsLogin: true }));

describe('createPersonSync', () => {
  it('lets a failing feed stop no other', async () => {
    const { sync, round, log } = setUp([
      sampleFeed('measures', fails('connection reset')),
      sampleFeed('goals', async () => mark('goals')),
      sampleFeed('devices', async () => mark('devices')),
    ]);

    expect(await round()).toBe(false);

    expect(sync.state().zone).toBe('goals devices');
    expect(sync.state().feeds).toEqual({
      measures: { lastError: 'connection reset' },
      goals: { lastSuccess: NOW },
      devices: { lastSuccess: NOW },
    });
    expect(log.toSorted()).toEqual(['measures failed: connection reset', 'ok']);
    expect([...sync.problems()]).toEqual([['measures', 'connection reset']]);
  });

  it('gives each feed the state and the time of its start, and its update the state of its end', async () => {
    let release = () => {};
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const contexts: unknown[] = [];
    const { sync, round, states } = setUp([
      sampleFeed('measures', async ({ state, now, client }) => {
        contexts.push([state.zone, now, client]);
        await slow;
        return mark('late');
      }),
      sampleFeed('goals', async () => {
        setImmediate(release);
        return mark('early');
      }),
    ]);

    expect(await round()).toBe(true);

    expect(contexts).toEqual([[undefined, NOW, CLIENT]]);
    expect(sync.state().zone).toBe('early late');
    expect(states.map(([after, before]) => [before.zone, after.zone])).toEqual([
      [undefined, 'early'],
      ['early', 'early late'],
    ]);
  });

  it('reports a problem once, another one once more, and the recovery once', async () => {
    const answers = [fails('a'), fails('a'), fails('b'), async () => mark('x'), async () => mark('y')];
    const { sync, round, log } = setUp([sampleFeed('goals', () => answers.shift()!())]);

    for (let turn = 0; turn < 5; turn++) await round();

    expect(log).toEqual(['goals failed: a', 'goals failed: b', 'ok', 'goals recovered']);
    expect(sync.problems().size).toBe(0);
    expect(sync.state().feeds.goals).toEqual({ lastSuccess: NOW });
  });

  it('says once that the account must be authorised again, and once that it is', async () => {
    const answers = [loginGone, loginGone, async () => mark('x'), async () => mark('y')];
    const { sync, round, log } = setUp([sampleFeed('goals', () => answers.shift()!())]);

    await round();
    expect(sync.authorization()).toBe('required');
    expect(sync.loginProblem()).toBe('the login is gone');
    for (let turn = 0; turn < 3; turn++) await round();

    expect(log).toEqual(['required the login is gone', 'ok']);
    expect(sync.authorization()).toBe('ok');
    expect(sync.loginProblem()).toBeUndefined();
  });

  it('does not count a dead login among the problems, but a token that is refused', async () => {
    const { sync, round, log } = setUp([
      sampleFeed('goals', loginGone),
      sampleFeed('devices', () => Promise.reject(new AuthenticationError('refused three times'))),
    ]);

    expect(await round()).toBe(false);

    expect([...sync.problems().keys()]).toEqual(['devices']);
    expect(log).toEqual(['required the login is gone', 'devices failed: refused three times']);
    expect(sync.state().feeds.goals).toEqual({ lastError: 'the login is gone' });
  });

  it('takes a problem back when the login turns out to be the reason', async () => {
    const answers = [fails('a'), loginGone, async () => mark('x')];
    const { sync, round, log } = setUp([sampleFeed('goals', () => answers.shift()!())]);

    await round();
    await round();
    expect(sync.problems().size).toBe(0);
    await round();

    expect(log).toEqual(['goals failed: a', 'required the login is gone', 'ok']);
  });

  it('asks nothing without tokens, and says so once', async () => {
    let asked = 0;
    const feed = sampleFeed('goals', async () => {
      asked += 1;
      return mark('x');
    });
    const { sync, round, log } = setUp([feed], { client: undefined });

    expect([await round(), await round()]).toEqual([false, false]);

    expect(asked).toBe(0);
    expect(log).toEqual(['required this account has not been authorised yet']);
    expect(sync.authorization()).toBe('required');
  });

  it.each([
    [
      'an update that throws',
      async () => () => {
        throw new Error('odd answer');
      },
      'odd answer',
    ],
    ['something thrown that is no error', () => Promise.reject('a word'), 'a word'],
  ])('survives %s', async (_, fetch, reason) => {
    const { sync, round } = setUp([sampleFeed('goals', fetch as Parameters<typeof sampleFeed>[1])]);

    expect(await round()).toBe(false);

    expect(sync.state().feeds.goals).toEqual({ lastError: reason });
  });

  it('keeps what a feed remembers through failure and success', async () => {
    const answers = [fails('a'), async () => mark('x')];
    const start = { readings: {}, devices: {}, feeds: { goals: { cursor: 7, lastSuccess: 5 } } };
    const { sync, round } = setUp([sampleFeed('goals', () => answers.shift()!())], { start });

    await round();
    expect(sync.state().feeds.goals).toEqual({ cursor: 7, lastSuccess: 5, lastError: 'a' });
    await round();
    expect(sync.state().feeds.goals).toEqual({ cursor: 7, lastSuccess: NOW });
  });

  it('has no trouble with one that is gone, or switched off, however its last turn ended', async () => {
    const start = { ...EMPTY, feeds: { goals: { lastSuccess: NOW }, intraday: { lastError: 'HTTP 502' } } };
    const { sync, round } = setUp([sampleFeed('goals', async () => mark('x'))], { start, goesOn: true });

    await round();

    expect([[...sync.problems()], sync.well()]).toEqual([[], true]);
  });
});

describe('somebody in bed', () => {
  const bedOf = (cloudTime: number | undefined, ahead: number) => {
    const in_bed = { ...sampleReading({ metric: 'in_bed', value: true }), takenAt: NOW - 60 };
    const clock = () => (NOW + ahead) * 1000;
    const { sync } = setUp([], {
      cloudClock: () => cloudTime,
      clock,
      start: { ...EMPTY_PERSON, readings: { in_bed } },
    });
    sync.change((state) => state);
    return sync.state().readings.in_bed?.value;
  };

  it('is so by the time of the cloud, whatever the clock of this machine says', () => {
    const day = 86_400;
    expect([bedOf(NOW * 1000, -2 * day), bedOf(NOW * 1000, 2 * day)]).toEqual([true, true]);
    expect([bedOf((NOW + day) * 1000, 0), bedOf(undefined, day), bedOf(undefined, 0)]).toEqual([null, null, true]);
  });
});
