import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tryWriting } from '../../src/cli/try-writing.js';
import { StoreError } from '../../src/store/errors.js';
import { folder } from '../process/world.js';

describe('whether a folder takes something', () => {
  it('is tried with a file that goes again', async () => {
    const dir = await folder();
    await writeFile(join(dir, 'theirs'), 'text');

    await tryWriting(dir);

    expect(await readdir(dir)).toEqual(['theirs']);
  });

  it('makes no folder', async () => {
    const dir = await folder();

    await tryWriting(join(dir, 'data'));

    expect(await readdir(dir)).toEqual([]);
  });

  it('is said with what to do where it does not', async () => {
    const place = join(await folder(), 'data');
    await writeFile(place, 'a file');

    const failure = await tryWriting(place).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(StoreError);
    expect(failure).toHaveProperty(
      'message',
      `cannot use ${place}: there is something else in its place; check data_dir (ENOTDIR)`,
    );
  });

  it('is said, and the file goes, also where the system says something that nobody expects', async () => {
    const dir = await folder();
    await mkdir(join(dir, 'data'));
    const full = async () => {
      throw Object.assign(new Error('EFBIG: file too large, write'), { code: 'EFBIG' });
    };

    await expect(tryWriting(join(dir, 'data'), full)).rejects.toThrow(
      `cannot write in ${join(dir, 'data')}: EFBIG: file too large, write; look at the disk, and at the limits of this user`,
    );
    expect(await readdir(join(dir, 'data'))).toEqual([]);
  });
});
