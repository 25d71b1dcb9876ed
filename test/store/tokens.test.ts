import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NewerVersionError } from '../../src/store/document.js';
import { DamagedTokensError, openTokenStore, type StoredTokens } from '../../src/store/tokens.js';
import { walkFaults, withFolder } from './faults.js';

const tokensOf = (name: string): StoredTokens => ({
  userId: `1${name.length}`,
  accessToken: `access-${name}`,
  refreshToken: `refresh-${name}`,
  expiresAt: Date.UTC(2030, 0, 2, 3, 4, 5, 6),
  scope: 'user.info,user.metrics',
});
const entryOf = (name: string) => ({
  userid: `1${name.length}`,
  access_token: `access-${name}`,
  refresh_token: `refresh-${name}`,
  expires_at: '2030-01-02T03:04:05.006Z',
  scope: 'user.info,user.metrics',
});
const fileOf = (dataDir: string) => join(dataDir, 'tokens.json');
const writeTokens = (dataDir: string, content: unknown) =>
  writeFile(fileOf(dataDir), typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 });
const readTokens = async (dataDir: string): Promise<unknown> => JSON.parse(await readFile(fileOf(dataDir), 'utf8'));
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

function openWithWarnings(dataDir: string) {
  const warnings: string[] = [];
  return { warnings, store: openTokenStore({ dataDir, warn: (message) => warnings.push(message) }) };
}

describe('a token store', () => {
  it('is empty at first and makes nothing by reading', () =>
    withFolder(async (folder) => {
      const store = openTokenStore({ dataDir: join(folder, 'data') });

      expect(await store.load('anna')).toBeUndefined();
      expect(await store.all()).toEqual({});
      await store.remove('anna');
      expect(await readdir(folder)).toEqual([]);
    }));

  it('writes the documented file, private, in a private folder', () =>
    withFolder(async (folder) => {
      const dataDir = join(folder, 'data');

      await openTokenStore({ dataDir }).save('anna', tokensOf('anna'));

      expect(await readTokens(dataDir)).toEqual({ version: 1, accounts: { anna: entryOf('anna') } });
      expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
      expect((await stat(fileOf(dataDir))).mode & 0o777).toBe(0o600);
      expect(await openTokenStore({ dataDir }).load('anna')).toEqual(tokensOf('anna'));
    }));

  it('keeps unknown keys at every level', () =>
    withFolder(async (dataDir) => {
      const accounts = { anna: { ...entryOf('old'), note: 'hers' }, ben: { ...entryOf('ben'), extra: [1] } };
      await writeTokens(dataDir, { version: 1, made_by: 'x', accounts });

      await openTokenStore({ dataDir }).save('anna', tokensOf('anna'));

      const expected = { anna: { ...entryOf('anna'), note: 'hers' }, ben: { ...entryOf('ben'), extra: [1] } };
      expect(await readTokens(dataDir)).toEqual({ version: 1, made_by: 'x', accounts: expected });
    }));

  it('fills in what is not needed to go on', () =>
    withFolder(async (dataDir) => {
      const pair = { access_token: 'a', refresh_token: 'r' };
      await writeTokens(dataDir, {
        accounts: { anna: pair, ben: { ...pair, userid: 12, expires_at: 'soon', scope: 3 } },
      });

      const all = await openTokenStore({ dataDir }).all();

      const least = { userId: '', accessToken: 'a', refreshToken: 'r', expiresAt: 0, scope: '' };
      expect(all).toEqual({ anna: least, ben: { ...least, userId: '12' } });
    }));

  it('loses nothing when two accounts save at once', () =>
    withFolder(async (dataDir) => {
      const store = openTokenStore({ dataDir });

      await Promise.all([store.save('anna', tokensOf('anna')), store.save('ben', tokensOf('ben'))]);

      expect(await store.all()).toEqual({ anna: tokensOf('anna'), ben: tokensOf('ben') });
    }));

  it('saves what it was given, even if the caller changes it meanwhile', () =>
    withFolder(async (dataDir) => {
      const store = openTokenStore({ dataDir });
      const tokens = tokensOf('anna');

      const saving = store.save('anna', tokens);
      tokens.refreshToken = 'changed';
      await saving;

      expect(await store.load('anna')).toEqual(tokensOf('anna'));
    }));

  it('goes on after a failed call', () =>
    withFolder(async (dataDir) => {
      const store = openTokenStore({ dataDir });

      const failed = failure(store.save('anna', { ...tokensOf('anna'), accessToken: ' ' }));
      await store.save('ben', tokensOf('ben'));

      expect(await failed).toBeInstanceOf(Error);
      expect(await store.all()).toEqual({ ben: tokensOf('ben') });
    }));

  it.each([
    ['accessToken', ''],
    ['refreshToken', '  '],
    ['expiresAt', Number.NaN],
  ])('refuses a bad %s before it touches the file', (key, value) =>
    withFolder(async (dataDir) => {
      const error = await failure(openTokenStore({ dataDir }).save('anna', { ...tokensOf('anna'), [key]: value }));

      expect(String(error)).toMatch(/account anna: the .* nothing was stored/);
      expect(String(error)).not.toMatch(/access-|refresh-/);
      expect(await readdir(dataDir)).toEqual([]);
    }),
  );

  it.each(['__proto__', 'constructor', 'toString'])('takes %s for a name like any other', (name) =>
    withFolder(async (dataDir) => {
      const store = openTokenStore({ dataDir });
      expect(await store.load(name)).toBeUndefined();

      await store.save(name, tokensOf('x'));
      await store.save('ben', tokensOf('ben'));

      expect(await store.load(name)).toEqual(tokensOf('x'));
      expect(Object.keys(await store.all())).toEqual([name, 'ben']);
    }),
  );

  it('tells once of a file that others can read, and repairs it on a write', () =>
    withFolder(async (dataDir) => {
      await writeTokens(dataDir, { version: 1, accounts: { anna: entryOf('anna') } });
      await chmod(fileOf(dataDir), 0o644);
      const { store, warnings } = openWithWarnings(dataDir);

      await store.load('anna');
      await store.load('anna');
      expect(warnings).toEqual([expect.stringMatching(/tokens\.json is open to other users \(mode 644\)/)]);

      await store.save('ben', tokensOf('ben'));
      expect((await stat(fileOf(dataDir))).mode & 0o777).toBe(0o600);
    }));

  it('removes what a crashed write left', () =>
    withFolder(async (dataDir) => {
      await writeFile(join(dataDir, '.tokens.json.1-ab.tmp'), '{"acc');

      await openTokenStore({ dataDir }).save('anna', tokensOf('anna'));

      expect(await readdir(dataDir)).toEqual(['tokens.json']);
    }));

  it('neither reads nor overwrites the file of a newer version', () =>
    withFolder(async (dataDir) => {
      await writeTokens(dataDir, '{"version":2}');
      const store = openTokenStore({ dataDir });

      expect(await failure(store.load('anna'))).toBeInstanceOf(NewerVersionError);
      expect(await failure(store.save('anna', tokensOf('anna')))).toBeInstanceOf(NewerVersionError);
      expect(await readFile(fileOf(dataDir), 'utf8')).toBe('{"version":2}');
    }));

  it('keeps to what a map would do, for any calls made at once', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.array(
            fc.record({
              account: fc.constantFrom('anna', 'ben', '__proto__'),
              save: fc.option(fc.stringMatching(/^[!-~]+$/)),
            }),
            { minLength: 1, maxLength: 5 },
          ),
          { maxLength: 4 },
        ),
        (batches) =>
          withFolder(async (dataDir) => {
            const model = new Map<string, StoredTokens>();
            const store = openTokenStore({ dataDir });
            for (const batch of batches) {
              const calls = batch.map(({ account, save }) => {
                if (save === null) {
                  model.delete(account);
                  return store.remove(account);
                }
                model.set(account, tokensOf(save));
                return store.save(account, tokensOf(save));
              });
              await Promise.all(calls);
              const all = await openTokenStore({ dataDir }).all();
              expect(new Map(Object.entries(all))).toEqual(model);
            }
          }),
      ),
      { numRuns: 40 },
    ));

  it('has the old tokens or the new ones, and the other account, whatever operation fails or is the last', async () => {
    const steps = await walkFaults((fs) =>
      withFolder(async (dataDir) => {
        await writeTokens(dataDir, { version: 1, accounts: { anna: entryOf('old'), ben: entryOf('ben') } });
        await writeFile(join(dataDir, '.tokens.json.1-ab.tmp'), '');

        const error = await failure(openTokenStore({ dataDir, fs }).save('anna', tokensOf('new')));

        const { anna, ben } = await openTokenStore({ dataDir }).all();
        expect(ben).toEqual(tokensOf('ben'));
        expect([tokensOf('old'), tokensOf('new')]).toContainEqual(anna);
        if (error === undefined) expect(anna).toEqual(tokensOf('new'));
      }),
    );
    expect(steps).toBeGreaterThan(10);
  });
});

describe('a damaged token file', () => {
  const half = '{"version":1,"accounts":{"anna":{"access_token":"s3cret-a","refresh_token":"s3cr';

  it.each([half, '', '[]', '{"version":1}', '{"version":"s3cret","accounts":{}}', '{"accounts":["s3cret"]}'])(
    'is left alone, copied once, and explained without its content: %j',
    (content) =>
      withFolder(async (dataDir) => {
        await writeTokens(dataDir, content);

        const error = await failure(openTokenStore({ dataDir }).load('anna'));
        await failure(openTokenStore({ dataDir }).all());

        expect(error).toBeInstanceOf(DamagedTokensError);
        expect(error).toMatchObject({ keptAs: `${fileOf(dataDir)}.damaged-1` });
        expect(String(error)).toMatch(
          /is damaged \(.+\); a copy is kept as .+damaged-1; run: withings2mqtt auth anna$/,
        );
        expect(String(error)).not.toMatch(/s3cr/);
        expect((await readdir(dataDir)).sort()).toEqual(['tokens.json', 'tokens.json.damaged-1']);
        expect(await readFile(`${fileOf(dataDir)}.damaged-1`, 'utf8')).toBe(content);
        expect(await readFile(fileOf(dataDir), 'utf8')).toBe(content);
      }),
  );

  it('is kept, with a warning, when fresh tokens come', () =>
    withFolder(async (dataDir) => {
      await writeTokens(dataDir, half);
      const { store, warnings } = openWithWarnings(dataDir);

      await store.save('ben', tokensOf('ben'));
      await store.save('anna', tokensOf('anna'));

      expect(await store.all()).toEqual({ ben: tokensOf('ben'), anna: tokensOf('anna') });
      expect(await readFile(`${fileOf(dataDir)}.damaged-1`, 'utf8')).toBe(half);
      expect(warnings).toEqual([expect.stringMatching(/was damaged \(it is not JSON\); it is kept as .*damaged-1/)]);
    }));

  it('is never lost, whatever operation fails or is the last', async () => {
    await walkFaults((fs) =>
      withFolder(async (dataDir) => {
        await writeTokens(dataDir, half);

        await failure(openTokenStore({ dataDir, fs }).save('ben', tokensOf('ben')));

        const names = (await readdir(dataDir)).filter((name) => name.startsWith('tokens.json'));
        const texts = await Promise.all(names.map((name) => readFile(join(dataDir, name), 'utf8')));
        expect(texts).toContain(half);
        await openTokenStore({ dataDir }).save('ben', tokensOf('ben'));
        expect(await openTokenStore({ dataDir }).all()).toEqual({ ben: tokensOf('ben') });
      }),
    );
  });

  it('is still explained when no copy can be made', () =>
    withFolder(async (dataDir) => {
      await writeTokens(dataDir, half);
      await walkFaults(async (fs) => {
        const error = await failure(openTokenStore({ dataDir, fs }).load('anna'));
        expect(String(error)).toMatch(/tokens\.json/);
        expect(String(error)).not.toMatch(/s3cr/);
      });
      expect(await readFile(fileOf(dataDir), 'utf8')).toBe(half);
    }));
});

describe('one damaged account', () => {
  const damaged = { version: 1, accounts: { anna: { ...entryOf('s3cret'), refresh_token: '' }, ben: entryOf('ben') } };

  it('does not take the others along', () =>
    withFolder(async (dataDir) => {
      await writeTokens(dataDir, damaged);
      const { store, warnings } = openWithWarnings(dataDir);

      const error = await failure(store.load('anna'));

      expect(error).toBeInstanceOf(DamagedTokensError);
      expect(String(error)).toMatch(/account anna has no access_token or no refresh_token.*damaged-1/);
      expect(String(error)).not.toMatch(/s3cret/);
      expect(await store.load('ben')).toEqual(tokensOf('ben'));
      expect(await store.all()).toEqual({ ben: tokensOf('ben') });
      expect(warnings).toEqual([]);
    }));

  it('is left out of all with one warning', () =>
    withFolder(async (dataDir) => {
      await writeTokens(dataDir, damaged);
      const { store, warnings } = openWithWarnings(dataDir);

      await store.all();
      await store.all();

      expect(warnings).toEqual([expect.stringMatching(/account anna/)]);
    }));

  it('makes no further copy while others save, and stays in the file', () =>
    withFolder(async (dataDir) => {
      await writeTokens(dataDir, damaged);
      const store = openTokenStore({ dataDir });

      await failure(store.load('anna'));
      await store.save('ben', tokensOf('benjamin'));
      await failure(store.load('anna'));

      expect((await readdir(dataDir)).sort()).toEqual(['tokens.json', 'tokens.json.damaged-1']);
      expect(await readTokens(dataDir)).toMatchObject({ accounts: { anna: { access_token: 'access-s3cret' } } });
    }));

  it.each([null, 'text', [], {}])('can be authorised again over %j, which is kept', (entry) =>
    withFolder(async (dataDir) => {
      const content = JSON.stringify({ version: 1, accounts: { anna: entry, ben: entryOf('ben') } });
      await writeTokens(dataDir, content);
      const store = openTokenStore({ dataDir });

      await store.save('anna', tokensOf('anna'));

      expect(await store.all()).toEqual({ anna: tokensOf('anna'), ben: tokensOf('ben') });
      expect(await readFile(`${fileOf(dataDir)}.damaged-1`, 'utf8')).toBe(content);
    }),
  );

  it('can be removed, and is kept', () =>
    withFolder(async (dataDir) => {
      await writeTokens(dataDir, damaged);
      const store = openTokenStore({ dataDir });

      await store.remove('anna');

      expect(await store.all()).toEqual({ ben: tokensOf('ben') });
      expect(await readdir(dataDir)).toContain('tokens.json.damaged-1');
    }));
});
