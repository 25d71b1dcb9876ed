import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NewerVersionError } from '../../src/store/document.js';
import { openTokenStore } from '../../src/store/tokens.js';
import { withFolder } from './faults.js';
import { entryOf, failure, fileOf, openWithWarnings, readTokens, tokensOf, writeTokens } from './token-files.js';

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
});
