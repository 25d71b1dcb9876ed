import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../src/store/document.js';
import { nodeFileSystem } from '../../src/store/files.js';
import { openStateStore } from '../../src/store/state.js';
import { openTokenStore } from '../../src/store/tokens.js';
import { bringUp, keepOlder, type Step } from '../../src/store/versions.js';
import { walkFaults, withFolder } from './faults.js';
import { entryOf, failure, fileOf, tokensOf, writeTokens } from './token-files.js';

/** Invented: no such version has ever been out. */
const logins: Step = ({ logins: accounts, ...rest }) => ({ ...rest, accounts });
const people: Step = ({ people: accounts, ...rest }) => ({ ...rest, accounts });

describe('bringUp', () => {
  const steps: Step[] = [
    (document) => ({ ...document, trail: 'a' }),
    (document) => ({ ...document, trail: `${document.trail}b` }),
  ];

  it.each([
    ['the oldest version', { version: 1 }, { version: 3, trail: 'ab' }, 1],
    ['the one after it', { version: 2, trail: '-' }, { version: 3, trail: '-b' }, 2],
    ['a document without a version', { n: 1 }, { n: 1, version: 3, trail: 'ab' }, 1],
    ['the known version', { version: 3 }, { version: 3 }, undefined],
    ['one from before the oldest', { version: 0 }, { version: 0 }, undefined],
    ['half a version', { version: 1.5 }, { version: 1.5 }, undefined],
    ['a word for a version', { version: '1' }, { version: '1' }, undefined],
    ['a list', [1], [1], undefined],
    ['null', null, null, undefined],
  ])('takes %s as far as it goes', (_, document, value, olderVersion) => {
    const before = structuredClone(document);

    expect(bringUp(document, { known: 3, steps })).toEqual({ value, ...(olderVersion && { olderVersion }) });
    expect(document).toEqual(before);
  });

  it('does nothing as long as there is but one version', () => {
    for (const document of [{}, { version: 1 }, { version: 0 }]) {
      expect(bringUp(document, { known: 1, steps: [] })).toEqual({ value: document });
    }
  });

  it('makes a document damaged that a step cannot take', () =>
    withFolder(async (folder) => {
      await writeFile(join(folder, 'd'), '{"version":0}');
      const step = () => {
        throw new Error('it has no accounts');
      };

      const result = await readDocument(nodeFileSystem, join(folder, 'd'), (value) => value, {
        known: 1,
        steps: [step],
      });

      expect(result).toEqual({ kind: 'damaged', reason: 'it has no accounts' });
    }));
});

describe('keepOlder', () => {
  it('copies for the owner alone, byte by byte, over an earlier copy, and tidies up', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'd.json');
      await writeFile(path, '\uFEFF{"é":1}\r\n');
      await writeFile(`${path}.version-0`, 'half', { mode: 0o644 });
      await writeFile(join(folder, '.d.json.version-0.1-ab.tmp'), '');

      await keepOlder(nodeFileSystem, path, 0);

      expect(await readFile(`${path}.version-0`, 'utf8')).toBe('\uFEFF{"é":1}\r\n');
      expect((await stat(`${path}.version-0`)).mode & 0o777).toBe(0o600);
      expect((await readdir(folder)).toSorted()).toEqual(['d.json', 'd.json.version-0']);
    }));
});

describe('tokens of an older version', () => {
  const old = JSON.stringify({ version: 0, note: 'x', logins: { anna: entryOf('old'), ben: entryOf('ben') } });
  const steps = [logins];

  it('are read as they are, and kept before the first write over them', () =>
    withFolder(async (dataDir) => {
      await writeTokens(dataDir, old);
      const store = openTokenStore({ dataDir, steps });

      expect(await store.load('anna')).toEqual(tokensOf('old'));
      expect(await readdir(dataDir)).toEqual(['tokens.json']);
      await store.save('anna', tokensOf('new'));
      await store.save('ben', tokensOf('benjamin'));

      const accounts = { anna: entryOf('new'), ben: entryOf('benjamin') };
      expect(JSON.parse(await readFile(fileOf(dataDir), 'utf8'))).toEqual({ version: 1, note: 'x', accounts });
      expect(await readFile(`${fileOf(dataDir)}.version-0`, 'utf8')).toBe(old);
      expect((await readdir(dataDir)).toSorted()).toEqual(['tokens.json', 'tokens.json.version-0']);
    }));

  it('are the old ones or the new ones, with a copy in time, whatever operation fails or is the last', async () => {
    const operations = await walkFaults((fs) =>
      withFolder(async (dataDir) => {
        await writeTokens(dataDir, old);

        const error = await failure(openTokenStore({ dataDir, fs, steps }).save('anna', tokensOf('new')));

        const copy = () => readFile(`${fileOf(dataDir)}.version-0`, 'utf8').catch(() => undefined);
        const text = await readFile(fileOf(dataDir), 'utf8');
        if (text !== old) expect(await copy()).toBe(old);
        const { anna, ben } = await openTokenStore({ dataDir, steps }).all();
        expect([text === old ? tokensOf('old') : tokensOf('new'), ben]).toEqual([anna, tokensOf('ben')]);
        if (error === undefined) expect(anna).toEqual(tokensOf('new'));

        await openTokenStore({ dataDir, steps }).save('anna', tokensOf('newest'));
        expect(await copy()).toBe(old);
        expect((await readdir(dataDir)).toSorted()).toEqual(['tokens.json', 'tokens.json.version-0']);
      }),
    );
    expect(operations).toBeGreaterThan(20);
  });
});

describe('a state of an older version', () => {
  const text = JSON.stringify({ version: 0, instance: 'a1b2', people: {} });
  const newest = { version: 1, instance: 'a1b2', accounts: {} };
  const open = (dataDir: string, fs = nodeFileSystem) =>
    openStateStore({ dataDir, fs, steps: [people], newInstance: () => 'fresh', onDamaged: () => expect.unreachable() });

  it('is brought up, written on the next save, and never lost, whatever operation fails or is the last', async () => {
    const operations = await walkFaults((fs, { kind }) =>
      withFolder(async (dataDir) => {
        const path = join(dataDir, 'state.json');
        await writeFile(path, text, { mode: 0o600 });
        const store = open(dataDir, fs);

        const failed = await failure(store.load().then((state) => store.save(state)));

        const written = await readFile(path, 'utf8');
        if (failed === undefined) expect(JSON.parse(written)).toEqual(newest);
        if (written !== text) expect(await readFile(`${path}.version-0`, 'utf8')).toBe(text);
        expect(await open(dataDir).load()).toEqual(newest);

        const again = kind === 'fail' && fs.hit() ? store : open(dataDir);
        await again.save(await again.load());
        expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(newest);
        expect(await readFile(`${path}.version-0`, 'utf8')).toBe(text);
      }),
    );
    expect(operations).toBeGreaterThan(20);
  });
});
