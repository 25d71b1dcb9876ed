import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTokenStore, type StoredTokens } from '../../src/store/tokens.js';
import { walkFaults, withFolder } from './faults.js';
import { entryOf, failure, tokensOf, writeTokens } from './token-files.js';

describe('calls of a token store', () => {
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
