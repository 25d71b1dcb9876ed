import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  ensureFolder,
  type FileSystem,
  nodeFileSystem,
  removeLeftovers,
  writeFileDurably,
  writeNewFile,
} from '../../src/store/files.js';
import { faultyFileSystem, systemError, walkFaults, withFolder } from './faults.js';

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;
const mounted = (code: string): FileSystem => ({
  ...nodeFileSystem,
  rename: async () => {
    throw systemError(code);
  },
});

describe('writeFileDurably', () => {
  it('writes a new file for its owner alone and leaves nothing else', () =>
    withFolder(async (folder) => {
      await writeFileDurably(nodeFileSystem, join(folder, 'a.json'), 'grüße');

      expect(await readFile(join(folder, 'a.json'), 'utf8')).toBe('grüße');
      expect(await modeOf(join(folder, 'a.json'))).toBe(0o600);
      expect(await readdir(folder)).toEqual(['a.json']);
    }));

  it('replaces a file and tightens its mode', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'a.json');
      await writeFile(path, 'a much longer old text');
      await chmod(path, 0o644);

      await writeFileDurably(nodeFileSystem, path, 'new');

      expect(await readFile(path, 'utf8')).toBe('new');
      expect(await modeOf(path)).toBe(0o600);
    }));

  it('has the text on the disk before the name, and the name before it returns', () =>
    withFolder(async (folder) => {
      const fs = faultyFileSystem();

      await writeFileDurably(fs, join(folder, 'a'), 'x');

      expect(fs.log).toEqual(['open', 'write', 'truncate', 'fsync', 'close', 'rename', 'openFolder', 'fsync', 'close']);
    }));

  it('goes on after short writes', () =>
    withFolder(async (folder) => {
      const fs = faultyFileSystem();
      const text = 'ä'.repeat(1000);

      await writeFileDurably(fs, join(folder, 'a'), text);

      expect(fs.log.filter((name) => name === 'write').length).toBeGreaterThan(5);
      expect(await readFile(join(folder, 'a'), 'utf8')).toBe(text);
    }));

  it('gives up when the system writes nothing', () =>
    withFolder(async (folder) => {
      const fs: FileSystem = { ...nodeFileSystem, write: async () => 0 };

      await expect(writeFileDurably(fs, join(folder, 'a'), 'x')).rejects.toThrow('wrote nothing');
      expect(await readdir(folder)).toEqual([]);
    }));

  it('leaves the old text or the new one, whatever operation fails or is the last', async () => {
    const steps = await walkFaults((fs, fault) =>
      withFolder(async (folder) => {
        const path = join(folder, 'a.json');
        await writeFile(path, 'old text');

        const error = await writeFileDurably(fs, path, 'the new text').catch((reason: unknown) => reason);

        const text = await readFile(path, 'utf8');
        expect(['old text', 'the new text']).toContain(text);
        if (error === undefined) expect(text).toBe('the new text');
        if (fs.hit()) expect(error).toMatchObject({ code: 'EIO' });
        // Only a process that ended cannot tidy up.
        if (fault.kind === 'fail') expect(await readdir(folder)).toEqual(['a.json']);
        await removeLeftovers(nodeFileSystem, path);
        expect(await readdir(folder)).toEqual(['a.json']);
      }),
    );
    expect(steps).toBeGreaterThan(8);
  });

  it.each(['EBUSY', 'EXDEV'])('writes in place where a rename gives %s', (code) =>
    withFolder(async (folder) => {
      const path = join(folder, 'a.json');
      await writeFile(path, 'a much longer old text');
      await chmod(path, 0o644);

      await writeFileDurably(mounted(code), path, 'new');

      expect(await readFile(path, 'utf8')).toBe('new');
      expect(await modeOf(path)).toBe(0o600);
      expect(await readdir(folder)).toEqual(['a.json']);
    }),
  );

  it('keeps a whole copy beside a file that is written in place, until that is done', async () => {
    const steps = await walkFaults(
      (fs) =>
        withFolder(async (folder) => {
          const path = join(folder, 'a.json');
          await writeFile(path, 'old text');

          await writeFileDurably(fs, path, 'the new text').catch(() => undefined);

          const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
          expect(texts.some((text) => text === 'old text' || text === 'the new text')).toBe(true);
        }),
      mounted('EBUSY'),
    );
    expect(steps).toBeGreaterThan(15);
  });

  it.each(['EPERM', 'EINVAL', 'EISDIR'])('goes on where a folder cannot be synced (%s)', (code) =>
    withFolder(async (folder) => {
      const fs: FileSystem = {
        ...nodeFileSystem,
        openFolder: async () => {
          throw systemError(code);
        },
      };

      await writeFileDurably(fs, join(folder, 'a'), 'x');

      expect(await readFile(join(folder, 'a'), 'utf8')).toBe('x');
    }),
  );
});

describe('writeNewFile', () => {
  it('never touches a file that is there', () =>
    withFolder(async (folder) => {
      await writeFile(join(folder, 'a'), 'old');

      await expect(writeNewFile(nodeFileSystem, join(folder, 'a'), Buffer.from('new'))).rejects.toMatchObject({
        code: 'EEXIST',
      });
      expect(await readFile(join(folder, 'a'), 'utf8')).toBe('old');
    }));
});

describe('removeLeftovers', () => {
  it('removes the temporary files of this target and no other', () =>
    withFolder(async (folder) => {
      const others = ['.a.json.1-2.tmp', '.b.1-2.tmp', '.a.1-2.bak', 'a', 'a.1-2.tmp'];
      for (const name of [...others, '.a.1-2.tmp', '.a.77-ff00.tmp']) await writeFile(join(folder, name), '');

      await removeLeftovers(nodeFileSystem, join(folder, 'a'));

      expect((await readdir(folder)).sort()).toEqual([...others].sort());
    }));
});

describe('ensureFolder', () => {
  it('makes a folder and its parents for their owner alone, on the disk', () =>
    withFolder(async (folder) => {
      const fs = faultyFileSystem();

      await ensureFolder(fs, join(folder, 'a', 'b'));

      expect(await modeOf(join(folder, 'a'))).toBe(0o700);
      expect(await modeOf(join(folder, 'a', 'b'))).toBe(0o700);
      expect(fs.log.filter((name) => name === 'fsync')).toHaveLength(2);
    }));

  it('leaves a folder that is there as it is', () =>
    withFolder(async (folder) => {
      await mkdir(join(folder, 'a'));
      await chmod(join(folder, 'a'), 0o755);

      await ensureFolder(nodeFileSystem, join(folder, 'a'));

      expect(await modeOf(join(folder, 'a'))).toBe(0o755);
    }));

  it('fails where a file is in the way', () =>
    withFolder(async (folder) => {
      await writeFile(join(folder, 'a'), '');

      await expect(ensureFolder(nodeFileSystem, join(folder, 'a'))).rejects.toMatchObject({ code: 'EEXIST' });
    }));
});
