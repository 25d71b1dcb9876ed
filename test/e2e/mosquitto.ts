import { mkdir, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../process/port.js';
import { folder } from '../process/world.js';
import { type Running, runProcess, startProcess } from './processes.js';

export interface MosquittoOptions {
  /** Retained messages survive a stop. */
  readonly persistence?: boolean;
  /** Names and passwords of those that may come in; without it everybody may. */
  readonly users?: Readonly<Record<string, string>>;
  /** Path of an ACL file. */
  readonly acl?: string;
  /** Paths of PEM files; with `clients` the broker wants a certificate of every client. */
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string; readonly clients?: boolean };
  readonly websockets?: boolean;
  /** Addresses beside 127.0.0.1 at which it listens on the same port. */
  readonly hosts?: readonly string[];
  /** Its log holds no messages and no connections: for a broker with very many. */
  readonly quiet?: boolean;
  /** More lines of its configuration. */
  readonly lines?: readonly string[];
}

/** A real Mosquitto on a free port of 127.0.0.1, which ends with the test. */
export interface Mosquitto {
  readonly port: number;
  /** As the bridge's configuration wants it. */
  readonly url: string;
  /** Path of a second way in, without TLS, for the test's own clients. */
  readonly socket: string;
  /** What it has logged since its first start: connections, and each message that came and went. */
  log(): string;
  /** Resolves with the match as soon as the log fits, from this position on. */
  logs(pattern: RegExp, from?: number): Promise<RegExpMatchArray>;
  stop(): Promise<void>;
  /** Reads its files again, as after a change of the ACL. */
  reload(): void;
  /**
   * On the same port; with other options if there are any.
   *
   * @param signal SIGTERM has it send last wills that wait; default
   */
  restart(options?: MosquittoOptions, signal?: NodeJS.Signals): Promise<void>;
}

const TRIES = 20;

export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const dir = await folder();
  const { port, running } = await startSomewhere(dir, options);
  let current = running;
  let earlier = '';
  let settings = options;

  async function stop(): Promise<void> {
    await current.stop();
  }

  return {
    port,
    url: `${options.websockets ? 'ws' : 'mqtt'}${options.tls ? 's' : ''}://127.0.0.1:${port}`,
    socket: socketIn(dir),
    log: () => earlier + current.output(),
    logs: (pattern, from = 0) => current.prints(pattern, Math.max(0, from - earlier.length)),
    stop,
    reload: () => current.signal('SIGHUP'),
    async restart(changed = settings, signal = 'SIGTERM') {
      await current.stop(signal);
      earlier += current.output();
      settings = changed;
      const again = await start(dir, port, settings);
      if (!again) throw new Error(`port ${port} was taken while the broker was away`);
      current = again;
    },
  };
}

async function startSomewhere(
  dir: string,
  options: MosquittoOptions,
): Promise<{ readonly port: number; readonly running: Running }> {
  for (let count = 0; count < TRIES; count++) {
    const port = await freePort();
    const running = await start(dir, port, options);
    if (running) return { port, running };
  }
  throw new Error(`no free port for Mosquitto in ${TRIES} tries`);
}

/** Undefined if somebody else has the port. */
async function start(dir: string, port: number, options: MosquittoOptions): Promise<Running | undefined> {
  const config = join(dir, 'mosquitto.conf');
  await writeFile(config, `${(await configuration(dir, port, options)).join('\n')}\n`);
  const running = await startProcess('mosquitto', ['-c', config]);
  try {
    await running.prints(/mosquitto version .* running/);
    return running;
  } catch (error) {
    if (/Address already in use/.test(running.output())) return undefined;
    throw error;
  }
}

async function configuration(dir: string, port: number, options: MosquittoOptions): Promise<string[]> {
  const { persistence = false, users, acl, tls, websockets, hosts = [], quiet = false } = options;
  return [
    `listener ${port} 127.0.0.1`,
    `protocol ${websockets ? 'websockets' : 'mqtt'}`,
    // Started by root it would become a user that cannot read the test's folder.
    `user ${userInfo().username}`,
    'log_dest stderr',
    ...(quiet ? ['log_type information', 'log_type error', 'connection_messages false'] : ['log_type all']),
    ...(await persistenceLines(dir, persistence)),
    ...(users
      ? ['allow_anonymous false', `password_file ${await passwordFile(dir, users)}`]
      : ['allow_anonymous true']),
    ...(acl ? [`acl_file ${acl}`] : []),
    ...(tls ? [`cafile ${tls.ca}`, `certfile ${tls.cert}`, `keyfile ${tls.key}`] : []),
    ...(tls?.clients ? ['require_certificate true'] : []),
    ...(options.lines ?? []),
    ...hosts.map((host) => `listener ${port} ${host}`),
    // Mosquitto 2.0 does not start with websockets alone.
    `listener 0 ${socketIn(dir)}`,
  ];
}

function socketIn(dir: string): string {
  return join(dir, 'socket');
}

async function persistenceLines(dir: string, persistence: boolean): Promise<string[]> {
  if (!persistence) return ['persistence false'];
  const location = join(dir, 'persistence');
  await mkdir(location, { recursive: true });
  return ['persistence true', `persistence_location ${location}/`];
}

async function passwordFile(dir: string, users: Readonly<Record<string, string>>): Promise<string> {
  const path = join(dir, 'passwords');
  await rm(path, { force: true });
  await writeFile(path, '', { mode: 0o600 });
  for (const [name, password] of Object.entries(users)) {
    await runProcess('mosquitto_passwd', ['-b', path, name, password]);
  }
  return path;
}
