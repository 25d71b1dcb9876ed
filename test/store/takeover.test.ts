import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Log } from '../../src/log.js';
import { openSqliteStore } from '../../src/store/sqlite/index.js';
import { NOTHING_DUE, type Store } from '../../src/store/store.js';
import { takeOver } from '../../src/store/takeover.js';
import { logLines } from '../log-lines.js';

const weight = {
  ...{ metric: 'weight', account: 'anna', value: 72, unit: 'kg', takenAt: 5, createdAt: 6, modifiedAt: 7 },
  ...{ attribution: 0, deviceId: null, deviceModel: null, groupId: 'g', source: 'getmeas/1' },
};
const login = (userid: string | number) => ({
  ...{ userid, access_token: 'access', refresh_token: `refresh-${userid}` },
  ...{ expires_at: '2026-11-28T10:00:00.000Z', scope: 'user.metrics' },
});
const state = (userId?: string) => ({
  ...(userId && { userId }),
  zone: 'Europe/Paris',
  readings: { weight },
  devices: {},
  feeds: { measures: { cursor: 9, seen: { g: 6 } } },
});

describe('the files of version 0.1.0', () => {
  let dataDir: string;
  let store: Store;
  let said: string[];
  let log: Log;
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'takeover-'));
    ({ log, lines: said } = logLines());
    store = openSqliteStore({ dataDir, onDamaged: () => {}, clock: Date.now, sleep: (ms) => sleep(ms) });
    await store.lease.acquire({ host: 'box', pid: 1, since: 0 });
  });
  afterEach(async () => {
    await store.close();
    rmSync(dataDir, { recursive: true });
  });
  const put = (name: string, value: unknown) =>
    writeFileSync(join(dataDir, name), typeof value === 'string' ? value : JSON.stringify(value));
  const take = () =>
    takeOver(dataDir, store, {
      log,
      now: Date.now(),
      connect: (account) => `let in ${account}`,
    });

  it('wait while 0.1.0 is running: it would use the same login', async () => {
    put('tokens.json', { version: 1, accounts: { anna: login(7) } });
    put('lock', '{}');
    await expect(take()).rejects.toThrow(/version 0\.1\.0 was at work here \d+ s ago/);
    expect(readdirSync(dataDir)).toContain('tokens.json');

    utimesSync(join(dataDir, 'lock'), 0, 0);
    await take();
    expect(readdirSync(dataDir)).not.toContain('lock');
  });

  it('are not there: nothing happens', async () => {
    await take();
    expect(said).toEqual([]);
  });

  it('go into the store, and are kept under another name', async () => {
    put('tokens.json', { version: 1, accounts: { anna: login(7), ben: login('8') } });
    put('state.json', { version: 1, instance: 'abcd1234', webhookSecret: 'hook', accounts: { anna: state('7') } });
    put('history.json', {
      version: 1,
      statistics: {
        withings_7_weight: { since: 3600, late: [] },
        withings_70_weight: { since: 1, late: [] },
      },
      accounts: { anna: { due: '2020-01-01' }, ben: {}, nobody: { due: '2020-01-01' } },
    });
    await take();
    expect(await store.people.list()).toEqual([
      { userId: '7', name: 'anna' },
      { userId: '8', name: 'ben' },
    ]);
    expect(await store.logins.of('7')).toEqual({
      ...{ userId: '7', accessToken: 'access', refreshToken: 'refresh-7' },
      ...{ expiresAt: Date.parse('2026-11-28T10:00:00Z'), scope: 'user.metrics' },
    });
    const { readings, feeds, seen, zone } = await store.states.load('7');
    expect(readings.weight?.value).toBe(72);
    expect(feeds.measures?.cursor).toBe(9);
    expect(seen).toEqual({ g: 6 });
    expect(zone).toBe('Europe/Paris');
    expect(await store.settings.instance()).toBe('abcd1234');
    expect(await store.settings.get('webhook_secret')).toBe('hook');
    expect(await store.statistics.spans('7')).toEqual(new Map([['weight', { since: 3600, late: [] }]]));
    expect(await store.statistics.due('7')).toMatchObject({ since: '2020-01-01' });
    expect(await store.statistics.due('8')).toMatchObject({ since: NOTHING_DUE });
    const names = readdirSync(dataDir).filter((name) => name.includes('.json'));
    expect(names.sort()).toEqual(['history.json.0.1.0', 'state.json.0.1.0', 'tokens.json.0.1.0']);
    expect(said).toEqual([expect.stringContaining('info what version 0.1.0 kept is in the store now')]);
  });

  it('are taken over once more after a crash in between', async () => {
    const tokens = JSON.stringify({ accounts: { anna: login(7) } });
    put('tokens.json', tokens);
    await take();
    put('tokens.json', tokens);
    await take();
    expect(await store.people.list()).toEqual([{ userId: '7', name: 'anna' }]);
  });

  it('leave no lock where they were set aside, whenever a crash comes in between', async () => {
    put('tokens.json', { accounts: { anna: login(7) } });
    put('lock', '{}');
    utimesSync(join(dataDir, 'lock'), 0, 0);
    // So that they cannot be set aside.
    mkdirSync(join(dataDir, 'tokens.json.0.1.0'));
    await expect(take()).rejects.toThrow();
    expect(readdirSync(dataDir)).toContain('tokens.json');
    expect(readdirSync(dataDir)).not.toContain('lock');
  });

  it('do not mix two people: what was read with another login is left out', async () => {
    put('tokens.json', { accounts: { anna: login(7) } });
    put('state.json', { version: 1, instance: 'abcd1234', accounts: { anna: state('9') } });
    await take();
    expect((await store.states.load('7')).readings).toEqual({});
    expect(said.some((line) => line.includes("what was known of anna is another Withings user's"))).toBe(true);
  });

  it('with a login whose user nobody knows yet: it waits under its name', async () => {
    put('tokens.json', { accounts: { anna: login('') } });
    await take();
    expect(await store.people.list()).toEqual([{ userId: 'unknown:anna', name: 'anna' }]);
    expect((await store.logins.of('unknown:anna'))?.refreshToken).toBe('refresh-');
  });

  it('with an account that has no login any more: what is known of it stays', async () => {
    put('state.json', { version: 1, instance: 'abcd1234', accounts: { anna: state('7') } });
    await take();
    expect((await store.states.load('7')).readings.weight?.value).toBe(72);
  });

  it.each([
    ['tokens.json', '{"accounts": {"anna": {"access_token": "sesame'],
    ['state.json', ''],
    ['history.json', '[]'],
  ])('damaged, %s: said, kept, and the rest taken over', async (name, text) => {
    put('tokens.json', { accounts: { anna: login(7), bad: { access_token: '' } } });
    put('state.json', { version: 1, instance: 'abcd1234', accounts: { anna: state('7'), bad: 4 } });
    put(name, text);
    await take();
    const path = join(dataDir, name);
    expect(said).toContain(`warn ${path} cannot be read and is left out; it is kept as ${path}.0.1.0`);
    expect(said.join()).not.toContain('sesame');
    expect(readFileSync(`${path}.0.1.0`, 'utf8')).toBe(text);
    expect((await store.people.list()).map(({ name: label }) => label)).toContain('anna');
  });

  it('keeps out a folder that has one of these names', async () => {
    mkdirSync(join(dataDir, 'tokens.json'));
    await take();
    expect(said[0]).toContain('cannot be read');
  });
});
