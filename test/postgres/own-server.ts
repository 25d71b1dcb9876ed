import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../process/port.js';

/** Whose the databases are: no superuser, as in an installation. */
export const USER = 'bridge';
export const PASSWORD = 'secret';

export interface ServerOptions {
  /** Of postgresql.conf, as `name=value`. */
  readonly settings?: readonly string[];
  /** Of its processes, beside those of this one. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A real PostgreSQL on a free port of 127.0.0.1, in a folder of its own. */
export interface PostgresServer {
  readonly port: number;
  /** Where its socket and its data are. */
  readonly folder: string;
  /** Of a database, for a user; default: the owner. */
  address(database: string, user?: string): string;
  /** A new and empty one. @returns its address */
  newDatabase(): Promise<string>;
  /** Runs statements as the superuser. */
  admin(sql: string, database?: string): Promise<void>;
  /** `SIGINT` ends its connections, `SIGQUIT` is as if it had crashed. */
  stop(signal?: 'SIGINT' | 'SIGQUIT'): Promise<void>;
  /** On the same port. */
  start(): Promise<void>;
  /** Stops it, if it runs, and leaves nothing behind. */
  remove(): Promise<void>;
}

const TRIES = 20;
/** What a test loses with the machine, it does not miss. */
const QUICK = [
  'fsync=off',
  'full_page_writes=off',
  'synchronous_commit=off',
  'max_connections=200',
  'shared_buffers=64MB',
];

export async function startServer({ settings = [], env = {} }: ServerOptions = {}): Promise<PostgresServer> {
  const identity = serverUser();
  const folder = await mkdtemp(join(tmpdir(), 'w2m-pg-'));
  if (identity.uid !== undefined && identity.gid !== undefined) chownSync(folder, identity.uid, identity.gid);
  const data = join(folder, 'data');
  const words = ['--auth-local=trust', '--auth-host=scram-sha-256', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8'];
  execFileSync(binary('initdb'), ['-D', data, '-U', 'postgres', ...words], { ...identity, cwd: folder, stdio: 'pipe' });
  let child: ChildProcess | undefined;
  let port = 0;

  async function run(on: number): Promise<boolean> {
    const all = [
      ...QUICK,
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=${folder}`,
      `port=${on}`,
      ...settings,
    ];
    const args = ['-D', data, ...all.flatMap((setting) => ['-c', setting])];
    const started = spawn(binary('postgres'), args, {
      ...{ ...identity, cwd: folder, env: { ...process.env, ...env } },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const isReady = await ready(started);
    if (isReady) child = started;
    return isReady;
  }

  for (let tries = 0; !child; tries++) {
    if (tries === TRIES) throw new Error('PostgreSQL finds no free port');
    port = await freePort();
    await run(port);
  }

  const admin = (sql: string, database = 'postgres') =>
    runAs(`postgres://postgres@/${database}?host=${folder}&port=${port}`, sql);
  const stop = async (signal: NodeJS.Signals = 'SIGINT') => {
    const running = child;
    child = undefined;
    if (!running) return;
    const exit = once(running, 'exit');
    running.kill(signal);
    await exit;
  };
  await admin(`create role ${USER} login password '${PASSWORD}'`);
  const address = (database: string, user = USER) => `postgres://${user}:${PASSWORD}@127.0.0.1:${port}/${database}`;
  return {
    port,
    folder,
    address,
    admin,
    async newDatabase() {
      const name = `test_${randomBytes(6).toString('hex')}`;
      await admin(`create database ${name} owner ${USER}`);
      return address(name);
    },
    stop,
    async start() {
      if (!child && !(await run(port))) throw new Error('PostgreSQL does not start again');
    },
    async remove() {
      await stop('SIGQUIT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Whether it takes connections; false when it ends before. */
function ready(server: ChildProcess): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let output = '';
    server.stderr?.setEncoding('utf8').on('data', (chunk) => {
      if (output.includes('ready to accept connections')) return;
      output += chunk;
      if (output.includes('ready to accept connections')) resolve(true);
    });
    server.once('error', reject);
    // Not before it has said all.
    server.once('close', () => {
      if (/could not bind|Address already in use/.test(output)) resolve(false);
      else reject(new Error(`PostgreSQL does not start:\n${output}`));
    });
  });
}

async function runAs(address: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** The newest that Debian has installed. @throws Error that says what to install */
function binary(name: string): string {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions.map((version) => join(root, version, 'bin', name)).find((path) => existsSync(path));
  if (!found) throw new Error('these tests need PostgreSQL, which is not installed: apt-get install postgresql');
  return found;
}

/** It refuses to run as root. */
export function serverUser(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((one) => one.startsWith('postgres:') || one.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}
