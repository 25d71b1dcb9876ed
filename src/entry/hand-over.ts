import type { Stats } from 'node:fs';
import { join } from 'node:path';

/** A user of the system, by numbers. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Of node:fs. */
export interface Files {
  lstatSync(path: string): Pick<Stats, 'uid' | 'gid' | 'isDirectory'>;
  readdirSync(path: string): readonly string[];
  lchownSync(path: string, uid: number, gid: number): void;
}

/** `1000:1000`, a user and a group. @throws Error */
export function ownerOf(text: string): Owner {
  const [, uid, gid] = text.match(/^([1-9]\d{0,8}):([1-9]\d{0,8})$/) ?? [];
  if (uid === undefined) throw new Error(`WITHINGS2MQTT_USER is no user and group in numbers, such as 1000:1000`);
  return { uid: Number(uid), gid: Number(gid) };
}

/**
 * Gives a folder with all that is in it to a user, as far as it is not theirs. A link is given, never what it leads to.
 *
 * @param onFailure told of each thing that cannot be given; the others are
 */
export function handOver(
  path: string,
  owner: Owner,
  files: Files,
  onFailure: (path: string, error: unknown) => void,
): void {
  try {
    const found = files.lstatSync(path);
    // What a folder holds comes first: as long as the folder is not theirs, nobody else changes what is in it meanwhile.
    const names = found.isDirectory() ? files.readdirSync(path) : [];
    for (const name of names) handOver(join(path, name), owner, files, onFailure);
    if (found.uid !== owner.uid || found.gid !== owner.gid) files.lchownSync(path, owner.uid, owner.gid);
  } catch (error) {
    onFailure(path, error);
  }
}
