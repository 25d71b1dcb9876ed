import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../process/port.js';
import { PASSWORD, serverUser, USER } from './own-server.js';

/** A PgBouncer in transaction mode before a server, on a free port of 127.0.0.1. */
export interface PgBouncer {
  readonly port: number;
  stop(): Promise<void>;
}

const TRIES = 20;

/** @param serverPort where PostgreSQL listens on 127.0.0.1 */
export async function startPgBouncer(serverPort: number): Promise<PgBouncer> {
  const identity = serverUser();
  const folder = await mkdtemp(join(tmpdir(), 'w2m-bouncer-'));
  await writeFile(join(folder, 'users'), `"${USER}" "${PASSWORD}"\n`);
  if (identity.uid !== undefined && identity.gid !== undefined) chownSync(folder, identity.uid, identity.gid);
  for (let tries = 0; tries < TRIES; tries++) {
    const port = await freePort();
    const file = join(folder, 'pgbouncer.ini');
    await writeFile(file, configuration(folder, port, serverPort));
    const child = spawn('pgbouncer', [file], {
      ...identity,
      cwd: folder,
      env: { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin` },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const exit = once(child, 'exit');
    if (!(await isUp(child.stderr, exit))) continue;
    return {
      port,
      async stop() {
        child.kill('SIGKILL');
        await exit;
        await rm(folder, { recursive: true, force: true });
      },
    };
  }
  throw new Error('PgBouncer finds no free port, or is not installed: apt-get install pgbouncer');
}

function configuration(folder: string, port: number, serverPort: number): string {
  return `[databases]
* = host=127.0.0.1 port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(folder, 'users')}
pool_mode = transaction
default_pool_size = 20
max_client_conn = 500
`;
}

function isUp(output: NodeJS.ReadableStream, exit: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    let text = '';
    output.setEncoding('utf8').on('data', (chunk) => {
      text = text.slice(-10_000) + chunk;
      if (text.includes('process up')) resolve(true);
    });
    void exit.then(
      () => resolve(false),
      () => resolve(false),
    );
  });
}
