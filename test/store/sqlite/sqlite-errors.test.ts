import { describe, expect, it } from 'vitest';
import { DiskFullError, StoreError } from '../../../src/store/errors.js';
import { asStoreError } from '../../../src/store/sqlite/sqlite-errors.js';

const PATH = '/data/withings2mqtt.db';
const failure = (code: string) => Object.assign(new Error('disk I/O error'), { code });

describe('an error of the disk', () => {
  it.each(['SQLITE_IOERR_SHMSIZE', 'SQLITE_IOERR_SHMOPEN', 'SQLITE_IOERR_SHMMAP', 'SQLITE_IOERR_WRITE'])(
    'called %s is of a disk that is full, where it has no room',
    (code) => {
      const error = asStoreError(PATH, failure(code), () => false);

      expect(error).toBeInstanceOf(DiskFullError);
      expect(error.message).toBe(`cannot use ${PATH}: the disk is full; make room (${code})`);
    },
  );

  it.each([
    ['SQLITE_IOERR_SHMSIZE', true],
    ['SQLITE_IOERR_READ', false],
  ])('called %s is none of a disk that is full (room: %s)', (code, hasRoom) => {
    const error = asStoreError(PATH, failure(code), () => hasRoom);

    expect(error).toBeInstanceOf(StoreError);
    expect(error).not.toBeInstanceOf(DiskFullError);
    expect(error.message).toBe(
      `cannot use ${PATH}: the disk cannot be read or written; look at the system log (${code})`,
    );
  });

  it.each(['SQLITE_FULL', 'ENOSPC', 'EDQUOT'])('called %s says it itself', (code) => {
    expect(asStoreError(PATH, failure(code), () => true)).toBeInstanceOf(DiskFullError);
  });
});
