import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DamagedTokensError, openTokenStore } from '../../src/store/tokens.js';
import { walkFaults, withFolder } from './faults.js';
import { entryOf, failure, fileOf, openWithWarnings, readTokens, tokensOf, writeTokens } from './token-files.js';

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
          /is damaged \(.+\); a copy is kept as .+damaged-1; stop the bridge, then run: withings2mqtt auth anna$/,
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
