import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Running, startProcess } from '../e2e/processes.js';
import { freePort } from '../process/port.js';

/** PgBouncer in transaction mode, on the same free port of each of some addresses. */
export interface PgBouncer {
  readonly port: number;
}

export interface PgBouncerOptions {
  readonly hosts: readonly string[];
  /** Where the database is, and who may come in there. */
  readonly database: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password?: string;
  };
}

const TRIES = 20;
/** A user of Debian's that owns nothing: PgBouncer does not run as root. */
const NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] as const;

export async function startPgBouncer(options: PgBouncerOptions): Promise<PgBouncer> {
  const dir = await mkdtemp(join(tmpdir(), 'withings2mqtt-bouncer-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  await chmod(dir, 0o755);
  for (let count = 0; count < TRIES; count++) {
    const port = await freePort();
    const running = await start(dir, port, options);
    if (running) return { port };
  }
  throw new Error(`no free port for PgBouncer in ${TRIES} tries`);
}

/** Undefined if somebody else has the port. */
async function start(dir: string, port: number, options: PgBouncerOptions): Promise<Running | undefined> {
  const { hosts, database } = options;
  const users = join(dir, 'users.txt');
  const config = join(dir, 'pgbouncer.ini');
  await writeFile(users, `"${database.user}" "${database.password ?? ''}"\n`);
  await writeFile(
    config,
    `[databases]
* = host=${database.host} port=${database.port} user=${database.user}${database.password ? ` password=${database.password}` : ''}
[pgbouncer]
listen_addr = ${hosts.join(',')}
listen_port = ${port}
unix_socket_dir =
auth_type = any
auth_file = ${users}
pool_mode = transaction
max_client_conn = 1000
default_pool_size = 30
ignore_startup_parameters = extra_float_digits,options
server_login_retry = 1
`,
  );
  const [command, ...args] = process.getuid?.() === 0 ? [...NOBODY, 'pgbouncer', config] : ['pgbouncer', config];
  const running = await startProcess(command, args);
  try {
    await running.prints(/process up: PgBouncer/);
    return running;
  } catch (error) {
    if (/Address already in use/.test(running.output())) return undefined;
    throw error;
  }
}
