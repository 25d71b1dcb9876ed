import { describe, expect, it } from 'vitest';
import { AT_COMMAND_LINE } from '../../src/bridge/advice.js';
import { openPeople } from '../../src/bridge/people.js';
import type { BridgePerson } from '../../src/bridge/person.js';
import type { AccountConfig } from '../../src/config/index.js';
import { fill } from '../../src/log.js';
import type { Store } from '../../src/store/store.js';

const ACCOUNTS = ['anna', 'ben'].map(
  (name): AccountConfig => ({ name, displayName: name, units: 'metric', ignoreAttributions: [], intraday: false }),
);

/** A store by name: the user id and the refresh token; the bridge's people are told by name and user id. */
async function setUp(start: Record<string, readonly [userId: string, login?: string]>) {
  const kept = { names: start, isAway: false };
  const happened: string[] = [];
  const byId = (userId: string) => Object.values(kept.names).find(([id]) => id === userId)?.[1];
  const store = {
    people: { list: async () => Object.entries(kept.names).map(([name, [userId]]) => ({ name, userId })) },
    logins: {
      async of(userId: string) {
        if (kept.isAway) throw new Error('EIO');
        return byId(userId) && { refreshToken: byId(userId) };
      },
    },
  } as unknown as Store;
  const people = await openPeople({
    ...{ accounts: ACCOUNTS, store, advice: AT_COMMAND_LINE },
    log: {
      info: (template: string, fields = {}) => {
        if (template.includes('removed')) happened.push(`info ${fill(template, fields)}`);
      },
      warn: (template: string, fields = {}) => void happened.push(`warn ${fill(template, fields)}`),
      error: (template: string, fields = {}) => void happened.push(`error ${fill(template, fields)}`),
    },
    async open({ name }, userId, isRemoved) {
      if (isRemoved) happened.push(`quiet ${name}`);
      let token = userId && byId(userId);
      return {
        name,
        userId: () => userId,
        client: token === undefined ? undefined : {},
        async follow() {
          const now = userId && byId(userId);
          const isNew = now !== token;
          token = now;
          return isNew;
        },
        close: () => happened.push(`close ${name} ${userId}`),
      } as unknown as BridgePerson;
    },
    onOpened: ({ name, userId }) => happened.push(`open ${name} ${userId()}`),
    onLogin: ({ name }) => happened.push(`login ${name}`),
    onClosed: () => {},
    onGone: (userId) => happened.push(`gone ${userId}`),
  });
  return {
    ...{ people, happened, kept },
    /** Another process writes something, and the bridge looks. */
    async becomes(names: typeof start) {
      happened.length = 0;
      kept.names = names;
      await people.refresh();
      return happened;
    },
  };
}

const BOTH = { anna: ['1', 'a'], ben: ['2', 'b'] } as const;

describe('the people of a bridge', () => {
  it('are those of the configuration, also without a login', async () => {
    const { people, happened } = await setUp({ anna: ['1', 'a'] });

    expect(happened).toEqual(['open anna 1', 'open ben undefined']);
    expect(people.all().map(({ name }) => name)).toEqual(['anna', 'ben']);
    expect(people.find('ben')?.client).toBeUndefined();
    expect(people.find('carl')).toBeUndefined();
  });

  it('are told how a name without a login and a login without a name come together', async () => {
    const { happened } = await setUp({ anna: ['1', 'a'], benjamin: ['2', 'b'] });

    expect(happened.filter((line) => line.startsWith('error'))).toEqual([
      expect.stringMatching(/^error ben has no login; .*withings2mqtt accounts rename benjamin ben/),
    ]);
  });

  it('stay when nothing has changed for them', async () => {
    const { becomes } = await setUp(BOTH);

    expect(await becomes({ ...BOTH, carl: ['3', 'c'] })).toEqual([]);
  });

  it('use a login that another process has made, and a first one', async () => {
    const { becomes } = await setUp({ anna: ['1', 'a'], ben: ['2'] });

    expect(await becomes({ anna: ['1', 'a2'], ben: ['2', 'b'] })).toEqual(['close ben 2', 'login anna', 'open ben 2']);
  });

  it('go with all that is shown of them when they are removed or replaced', async () => {
    const removed = await setUp(BOTH);
    expect(await removed.becomes({ ben: ['2', 'b'] })).toEqual([
      'close anna 1',
      'info anna: was removed; what was published of it goes; take it out of the configuration, or run: withings2mqtt auth anna',
      ...['gone 1', 'quiet anna', 'open anna undefined'],
    ]);
    expect(await removed.becomes({ ben: ['2', 'b'], anna: ['1', 'c'] })).toEqual([
      'close anna undefined',
      'open anna 1',
    ]);

    const replaced = await setUp(BOTH);
    expect(await replaced.becomes({ ...BOTH, anna: ['3', 'c'] })).toEqual(['close anna 1', 'gone 1', 'open anna 3']);
  });

  it('stay under the name of the configuration when another process calls them otherwise, which is told once', async () => {
    const { becomes } = await setUp(BOTH);

    expect(await becomes({ anna: ['1', 'a'], benjamin: ['2', 'b'] })).toEqual([
      'warn ben: is called benjamin in the store now, and goes on as ben here until the bridge is started anew with benjamin in its configuration',
    ]);
    expect(await becomes({ anna: ['1', 'a'], benjamin: ['2', 'b2'] })).toEqual(['login ben']);
    expect(await becomes({ anna: ['1', 'a'] })).toEqual([
      ...['close ben 2', expect.stringMatching(/^info ben: was removed/), 'gone 2', 'quiet ben', 'open ben undefined'],
    ]);
  });

  it('give the name of the configuration to whoever has it, also where they were another one under it', async () => {
    const { becomes } = await setUp(BOTH);
    await becomes({ anna: ['1', 'a'], benjamin: ['2', 'b'] });

    expect(await becomes({ anna: ['1', 'a'], benjamin: ['2', 'b'], ben: ['3', 'c'] })).toEqual([
      ...['close ben 2', 'gone 2', 'open ben 3'],
    ]);
  });

  it('lose nobody where a look fails: the next one finds what there was to find', async () => {
    const { becomes, kept, happened, people } = await setUp(BOTH);
    kept.isAway = true;

    await expect(becomes({ ben: ['1', 'a2'], carl: ['2', 'b'] })).rejects.toThrow('EIO');
    const meanwhile = [...happened];
    kept.isAway = false;
    await people.refresh();

    expect(meanwhile).toEqual([]);
    expect(happened.toSorted()).toEqual(
      ['close anna 1', 'close ben 2', 'gone 2', 'open anna undefined', 'open ben 1'].toSorted(),
    );
  });

  it('may swap their names: both go before either comes', async () => {
    const { becomes } = await setUp(BOTH);

    expect(await becomes({ anna: ['2', 'b'], ben: ['1', 'a'] })).toEqual([
      ...['close anna 1', 'close ben 2'],
      ...['open anna 2', 'open ben 1'],
    ]);
  });

  it('are not gone when they get the name of somebody who is, or one that nobody had', async () => {
    const { becomes } = await setUp(BOTH);

    expect(await becomes({ ben: ['1', 'a'] })).toEqual([
      ...['close anna 1', 'close ben 2', 'gone 2', 'open anna undefined', 'open ben 1'],
    ]);
    expect(await becomes({ anna: ['1', 'a'] })).toEqual([
      ...['close anna undefined', 'close ben 1', 'open anna 1', 'open ben undefined'],
    ]);
  });
});
