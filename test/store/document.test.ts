import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { keepCopy, NewerVersionError, readDocument, setAside } from '../../src/store/document.js';
import { type FileSystem, nodeFileSystem } from '../../src/store/files.js';
import { systemError, walkFaults, withFolder } from './faults.js';

const schema = z.object({ version: z.literal(1), n: z.number() });
const parse = (value: unknown) => schema.parse(value).n;

async function readText(text: string | Uint8Array) {
  return withFolder(async (folder) => {
    const path = join(folder, 'd.json');
    await writeFile(path, text);
    const result = await readDocument(nodeFileSystem, path, parse);
    expect(await readdir(folder)).toEqual(['d.json']);
    expect(await readFile(path)).toEqual(Buffer.from(text));
    return result;
  });
}

describe('readDocument', () => {
  it('tells an absent file', () =>
    withFolder(async (folder) => {
      expect(await readDocument(nodeFileSystem, join(folder, 'd.json'), parse)).toEqual({ kind: 'absent' });
    }));

  it.each(['{"version":1,"n":5}', '\uFEFF{"version":1,"n":5}\r\n'])('reads %j', async (text) => {
    expect(await readText(text)).toEqual({ kind: 'ok', value: 5 });
  });

  it.each([
    ['an empty file', '', 'the file is empty'],
    ['half a file', '{"version":1,"access_token":"s3cret', 'it is not JSON'],
    ['zeros, as a power cut leaves them', '\0\0\0', 'it is not JSON'],
    ['bytes that are no text', Uint8Array.of(0x22, 0xff, 0x22), 'it is not JSON'],
    ['another shape', '{"version":1,"n":"5"}', 'n: Invalid input: expected number, received string'],
    ['no object', '[]', 'Invalid input: expected object, received array'],
    ['null', 'null', 'Invalid input: expected object, received null'],
  ])('calls %s damaged and leaves it alone', async (_, text, reason) => {
    expect(await readText(text)).toEqual({ kind: 'damaged', reason });
  });

  it('passes on what another kind of parse says', () =>
    withFolder(async (folder) => {
      await writeFile(join(folder, 'd'), '1');
      const result = await readDocument(nodeFileSystem, join(folder, 'd'), () => {
        throw new Error('no good');
      });
      expect(result).toEqual({ kind: 'damaged', reason: 'no good' });
    }));

  it('refuses a newer version with a way out', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'd.json');
      await writeFile(path, '{"version":2}');

      const error = await readDocument(nodeFileSystem, path, parse).catch((reason: unknown) => reason);

      expect(error).toBeInstanceOf(NewerVersionError);
      expect(error).toMatchObject({ path, version: 2 });
      expect(String(error)).toMatch(
        /d\.json has version 2, written by a newer withings2mqtt; upgrade, or restore a backup/,
      );
    }));

  it('says which file cannot be read', () =>
    withFolder(async (folder) => {
      await mkdir(join(folder, 'd.json'));

      await expect(readDocument(nodeFileSystem, join(folder, 'd.json'), parse)).rejects.toThrow(/d\.json: EISDIR/);
    }));
});

describe('setAside', () => {
  it('moves the file to the next free number', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'd.json');
      await writeFile(`${path}.damaged-9`, 'nine');
      await writeFile(`${path}.damaged-10`, 'ten');
      await writeFile(`${path}.damaged-x`, '');
      await writeFile(path, 'bad');

      expect(await setAside(nodeFileSystem, path)).toBe(`${path}.damaged-11`);

      expect(await readFile(`${path}.damaged-11`, 'utf8')).toBe('bad');
      expect(await readFile(`${path}.damaged-10`, 'utf8')).toBe('ten');
      expect(await readDocument(nodeFileSystem, path, parse)).toEqual({ kind: 'absent' });
    }));

  it('copies a file that cannot be moved', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'd.json');
      await writeFile(path, 'bad');
      const fs: FileSystem = {
        ...nodeFileSystem,
        rename: async () => {
          throw systemError('EBUSY');
        },
      };

      expect(await setAside(fs, path)).toBe(`${path}.damaged-1`);

      expect(await readFile(`${path}.damaged-1`, 'utf8')).toBe('bad');
      expect(await readFile(path, 'utf8')).toBe('bad');
    }));

  it('loses nothing whatever fails', async () => {
    await walkFaults((fs) =>
      withFolder(async (folder) => {
        await writeFile(join(folder, 'd'), 'bad');

        await setAside(fs, join(folder, 'd')).catch(() => undefined);

        const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
        expect(texts).toEqual(['bad']);
      }),
    );
  });
});

describe('keepCopy', () => {
  it('copies byte by byte for the owner alone, once for the same content', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'd');
      await writeFile(path, Uint8Array.of(0xff, 0));

      expect(await keepCopy(nodeFileSystem, path)).toBe(`${path}.damaged-1`);
      expect(await keepCopy(nodeFileSystem, path)).toBe(`${path}.damaged-1`);
      await writeFile(path, 'other');
      expect(await keepCopy(nodeFileSystem, path)).toBe(`${path}.damaged-2`);

      expect(await readFile(`${path}.damaged-1`)).toEqual(Buffer.of(0xff, 0));
      expect((await stat(`${path}.damaged-1`)).mode & 0o777).toBe(0o600);
      expect((await readdir(folder)).sort()).toEqual(['d', 'd.damaged-1', 'd.damaged-2']);
    }));
});
