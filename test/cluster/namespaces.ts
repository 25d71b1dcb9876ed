import { execFile } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

/** A network of its own for one process, with a cable to this one. */
export interface Room {
  /** Of this side: what listens here is reached from inside. */
  readonly here: string;
  /** Of the inside: what listens there is reached from here. */
  readonly inside: string;
  /** Runs the command that follows it inside; the process keeps its id. */
  readonly within: readonly string[];
  /** Nothing goes through any more to these ports of this side, or comes back from there, without a word about it. */
  cutOff(ports: readonly number[]): Promise<void>;
  /** All of it goes through again. */
  join(): Promise<void>;
}

const TABLE = 'inet cut';
/** Where a Debian keeps them; an ordinary user's path may lack it. */
const PATH = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`;
const run = promisify(execFile);

/** Needs root. All of it goes with the test. */
export async function createRoom(): Promise<Room> {
  const name = `w2m-${randomBytes(3).toString('hex')}`;
  const net = `10.${randomInt(128, 255)}.${randomInt(0, 255)}`;
  const cable = { here: `${name}h`, inside: `${name}i` };
  const ip = (...args: string[]) => run('ip', args, { env: { PATH } });
  const nft = (script: string) => ip('netns', 'exec', name, 'nft', script);

  await ip('netns', 'add', name).catch((error: unknown) => {
    throw new Error(`needs root, ip (iproute2) and nft (nftables): ${error}`);
  });
  // The cable goes with one of its ends.
  onTestFinished(async () => void (await ip('netns', 'del', name)));
  await ip('link', 'add', cable.here, 'type', 'veth', 'peer', 'name', cable.inside, 'netns', name);
  await ip('address', 'add', `${net}.1/30`, 'dev', cable.here);
  await ip('link', 'set', cable.here, 'up');
  await ip('-n', name, 'address', 'add', `${net}.2/30`, 'dev', cable.inside);
  await ip('-n', name, 'link', 'set', cable.inside, 'up');
  await ip('-n', name, 'link', 'set', 'lo', 'up');

  return {
    here: `${net}.1`,
    inside: `${net}.2`,
    within: ['ip', 'netns', 'exec', name],
    async cutOff(ports) {
      const list = `{ ${ports.join(', ')} }`;
      await nft(
        [
          `add table ${TABLE}`,
          `add chain ${TABLE} out { type filter hook output priority 0; }`,
          `add chain ${TABLE} in { type filter hook input priority 0; }`,
          `add rule ${TABLE} out tcp dport ${list} drop`,
          `add rule ${TABLE} in tcp sport ${list} drop`,
        ].join('; '),
      );
    },
    async join() {
      await nft(`delete table ${TABLE}`);
    },
  };
}
