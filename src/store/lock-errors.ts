import { errorCode } from './files.js';
import type { LockOwner } from './lock-owner.js';

/** Another process holds the folder. */
export class LockedError extends Error {
  override readonly name = 'LockedError';
  constructor(
    readonly folder: string,
    owner: LockOwner | undefined,
    ownHost: string,
  ) {
    const elsewhere = owner !== undefined && owner.host !== ownHost;
    const who = owner === undefined ? '' : ` (pid ${owner.pid}${elsewhere ? ` on ${owner.host}` : ''})`;
    const hint = elsewhere ? ' (if it crashed, its lock ends 2 minutes later)' : '';
    super(`another withings2mqtt${who} is using ${folder}; stop it first${hint}`);
  }
}

/** The data folder cannot be used at all; the message says why. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user has no permission to write there',
  EPERM: 'this user has no permission to write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'there is no space left',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'it is not a folder',
  EEXIST: 'it is not a folder',
};

/** The system's error as a sentence about the folder, where there is one; else the error itself. */
export function asFolderError(folder: string, error: unknown): unknown {
  const reason = reasons[errorCode(error) ?? ''];
  if (reason === undefined) return error;
  return new DataFolderError(`cannot use the data folder ${folder}: ${reason}`, { cause: error });
}
