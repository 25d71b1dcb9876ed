import { describe, expect, it } from 'vitest';
import { handOver, ownerOf } from '../../src/entry/hand-over.js';

/** Whose things cannot be given to anybody. */
const READ_ONLY = 99;
const OWNER = { uid: 1000, gid: 1000 };
type Entry = { readonly uid: number; readonly gid?: number; readonly names?: readonly string[] };

/** A disk of these entries, and what was given on it, in order. */
function disk(entries: Readonly<Record<string, Entry>>) {
  const given: string[] = [];
  const at = (path: string) => entries[path] ?? expect.fail(`nothing at ${path}`);
  const files = {
    lstatSync: (path: string) => {
      const { uid, gid = uid, names } = at(path);
      return { uid, gid, isDirectory: () => names !== undefined };
    },
    readdirSync: (path: string) => at(path).names ?? expect.fail(`${path} is no folder`),
    lchownSync: (path: string, uid: number, gid: number) => {
      if (at(path).uid === READ_ONLY) throw Object.assign(new Error('read-only'), { code: 'EROFS' });
      given.push(`${path} ${uid}:${gid}`);
    },
  };
  const failed: string[] = [];
  return { files, given, failed, onFailure: (path: string, error: unknown) => void failed.push(`${path} ${error}`) };
}

describe('handing a folder over', () => {
  it('gives all that is not theirs and can be given, what a folder holds before the folder', () => {
    const { files, given, failed, onFailure } = disk({
      '/data': { uid: 0, names: ['options.json', 'config.yaml', 'a.db', 'old'] },
      '/data/config.yaml': { uid: READ_ONLY },
      '/data/options.json': { uid: 0 },
      '/data/a.db': { uid: 1000 },
      '/data/old': { uid: 1000, gid: 0, names: ['link'] },
      '/data/old/link': { uid: 5 },
    });

    handOver('/data', OWNER, files, onFailure);

    expect(given).toEqual([
      '/data/options.json 1000:1000',
      '/data/old/link 1000:1000',
      '/data/old 1000:1000',
      '/data 1000:1000',
    ]);
    expect(failed).toEqual(['/data/config.yaml Error: read-only']);
  });

  it('touches nothing where all is theirs', () => {
    const { files, given, onFailure } = disk({ '/data': { uid: 1000, names: ['a.db'] }, '/data/a.db': { uid: 1000 } });

    handOver('/data', OWNER, files, onFailure);

    expect(given).toEqual([]);
  });
});

describe('the user of the image', () => {
  it('is two numbers', () => {
    expect(ownerOf('1000:65534')).toEqual({ uid: 1000, gid: 65_534 });
  });

  it.each(['', 'node', '1000', '0:0', '1000:0', '1000:1000\n', '-1:5', '1e3:1e3'])('is not %j', (text) => {
    expect(() => ownerOf(text)).toThrow('WITHINGS2MQTT_USER is no user and group in numbers, such as 1000:1000');
  });
});
