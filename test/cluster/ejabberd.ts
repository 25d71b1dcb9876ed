import { randomBytes, randomInt } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Running, runProcess, startProcess } from '../e2e/processes.js';
import { freePort } from '../process/port.js';
import { folder } from '../process/world.js';

/** One machine of a cluster of ejabberd, as an MQTT broker on a free port of 127.0.0.1. */
export interface EjabberdNode {
  readonly url: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** As if the power went. */
  kill(): Promise<void>;
  /** What it has written into its log. */
  output(): string;
}

const PATIENCE_MILLISECONDS = 60_000;
/** Before that it listens, too, and lets nobody in. */
const LISTENS = /is started in the node[\s\S]*Start accepting TCP connections at \S+ for mod_mqtt/;
const LOGIN = { username: 'bridge', password: 'secret' };
const REGISTRATION = ['bridge', 'localhost', 'secret'].map((text) => `<<"${text}">>`).join(', ');

/** The Erlang machines of one test find each other here and nowhere else: a port mapper and a cookie of their own. */
interface World {
  readonly dir: string;
  readonly cookie: string;
  readonly epmdPort: number;
  /** Folder of its programs. */
  readonly ebin: string;
}

/**
 * A cluster of two ejabberd (Debian's package, started without its service), which ends with the test. All of it listens on
 * 127.0.0.1 alone.
 *
 * @throws Error that says what to install
 */
export async function startEjabberd(): Promise<readonly [EjabberdNode, EjabberdNode]> {
  const world: World = {
    dir: await folder(),
    cookie: randomBytes(12).toString('hex'),
    epmdPort: await freePort(),
    ebin: await programs(),
  };
  await startProcess('epmd', ['-address', '127.0.0.1', '-port', String(world.epmdPort)]);
  return [await startNode(world, 0), await startNode(world, 1)];
}

async function startNode(world: World, index: number): Promise<EjabberdNode> {
  const dir = join(world.dir, `node${index}`);
  await mkdir(join(dir, 'mnesia'), { recursive: true });
  const port = await freePort();
  const config = join(dir, 'ejabberd.yml');
  await writeFile(config, configuration(port));
  const running = await erl(world, nameOf(index), [
    ...['-mnesia', 'dir', JSON.stringify(join(dir, 'mnesia'))],
    ...['-ejabberd', 'config', JSON.stringify(config), '-ejabberd', 'log_path', JSON.stringify(join(dir, 'log'))],
    ...['-s', 'ejabberd'],
  ]);
  await running.prints(LISTENS);
  if (index === 0) await call(world, index, ['ejabberd_admin', 'register', REGISTRATION]);
  else {
    // It starts anew, with the other's tables.
    const before = running.output().length;
    await call(world, index, ['ejabberd_admin', 'join_cluster', `<<"${nameOf(0)}">>`]);
    await running.prints(LISTENS, before);
  }
  const url = `mqtt://127.0.0.1:${port}`;
  return { url, port, ...LOGIN, output: running.output, kill: () => running.stop('SIGKILL') };
}

function nameOf(index: number): string {
  return `mqtt${index}@127.0.0.1`;
}

function erl({ cookie, epmdPort, ebin }: World, name: string, args: readonly string[]): Promise<Running> {
  const distribution = ['-kernel', 'inet_dist_use_interface', '{127,0,0,1}'];
  return startProcess('env', [
    `ERL_EPMD_PORT=${epmdPort}`,
    ...['erl', '-noinput', '-start_epmd', 'false', '-name', name, '-setcookie', cookie],
    ...['-pa', ebin, ...distribution, ...args],
  ]);
}

/** Calls a function on a node, from one that lives for that alone. @throws Error with what came of it when that is no success */
async function call(
  world: World,
  index: number,
  [module, name, args]: readonly [string, string, string],
): Promise<void> {
  const program = `
    case rpc:call('${nameOf(index)}', ${module}, ${name}, [${args}], ${PATIENCE_MILLISECONDS}) of
      Good when Good == ok; element(1, Good) == ok -> halt(0);
      Bad -> io:format("~p~n", [Bad]), halt(1)
    end.`;
  const running = await erl(world, `call${randomInt(1e9)}@127.0.0.1`, ['-hidden', '-eval', program]);
  if ((await running.exit) !== 0) throw new Error(`${module}:${name} failed: ${running.output()}`);
}

function configuration(port: number): string {
  return `
hosts: [localhost]
loglevel: info
listen:
  - { port: ${port}, ip: 127.0.0.1, module: mod_mqtt }
modules:
  mod_mqtt: { match_retained_limit: infinity }
`;
}

/** Where Debian's package keeps its programs, which depends on the machine's kind. */
async function programs(): Promise<string> {
  const files = await runProcess('dpkg', ['-L', 'ejabberd']).catch(() => '');
  const found = /^(.*)\/ejabberd\.app$/m.exec(files)?.[1];
  if (!found) throw new Error('these tests need ejabberd, which is not installed: apt-get install ejabberd');
  return found;
}
