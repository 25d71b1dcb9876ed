import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from '../process/world.js';

/** A clock for some processes alone, which a test sets while they run. */
export interface OwnClock {
  /** For the environment of the processes. */
  readonly env: Readonly<Record<string, string>>;
  /** From now on it is so many hours ahead of the machine's. */
  ahead(hours: number): void;
}

/** By Debian's libfaketime: the time of day is another one, stopwatches and time-outs are not. */
export async function createOwnClock(): Promise<OwnClock> {
  const places = readdirSync('/usr/lib').map((name) => join('/usr/lib', name, 'faketime', 'libfaketimeMT.so.1'));
  const library = places.find((path) => existsSync(path));
  if (library === undefined)
    throw new Error('these tests need libfaketime, which is not installed: apt-get install faketime');
  const home = await folder();
  // PostgreSQL is another user.
  chmodSync(home, 0o755);
  const file = join(home, 'clock');
  const ahead = (hours: number) => writeFileSync(file, `${hours < 0 ? '' : '+'}${hours}h\n`, { mode: 0o644 });
  ahead(0);
  return {
    env: {
      ...{ LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1' },
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
    ahead,
  };
}
