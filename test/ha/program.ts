import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { freePort } from '../process/port.js';
import { folder } from '../process/world.js';
import { createClient } from './client.js';
import type { Way } from './find.js';
import {
  type Instance,
  type InstanceOptions,
  installIntegration,
  markOnboarded,
  rewriteConfiguration,
  withoutTheMachines,
} from './instance.js';
import { connectToBroker, logIn } from './onboarding.js';

/** The first start of a program fetches what its integrations need; an image may have to be pulled. */
const START_SECONDS = 240;
const STOP_SECONDS = 30;

/** An empty Home Assistant as a process of the test's own, which ends with the test. */
export async function startProgram(way: Exclude<Way, { kind: 'lab' }>, options: InstanceOptions): Promise<Instance> {
  const config = await folder();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await writeFile(join(config, 'configuration.yaml'), configuration(port, options));
  const [command, ...args] = commandLine(way, config);
  let output = '';
  let child: ChildProcess | undefined;

  function start(): void {
    child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.once('error', ({ message }) => {
      output += message;
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
      });
    }
  }

  async function stop(): Promise<void> {
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child?.once('close', resolve));
    child.kill('SIGTERM');
    await Promise.race([ended, pause(STOP_SECONDS * 1000, undefined, { ref: false })]);
    child.kill('SIGKILL');
  }

  onTestFinished(async () => {
    await stop();
    if (way.kind === 'docker') await makeOurs(way.image, config);
  });
  start();
  await until(() => fetch(`${url}/api/onboarding`).then(({ ok }) => ok));
  const token = await logIn(url);
  const client = createClient(url, token);
  const running = () => client.rest<{ state: string }>('GET', '/api/config').then(({ state }) => state === 'RUNNING');
  await connectToBroker(client, options.brokerPort);
  await until(running);
  return {
    url,
    token,
    complaints: async () => complaintsIn(output),
    stop,
    configure: (change) => rewriteConfiguration(config, change),
    install: (integration) => installIntegration(config, integration),
    skipQuestions: () => markOnboarded(config),
    async startAgain() {
      start();
      await until(running);
    },
  };
}

function commandLine(way: Exclude<Way, { kind: 'lab' }>, config: string): [string, ...string[]] {
  if (way.kind === 'program') return [way.hass, '--config', config, '--log-no-color'];
  return ['docker', 'run', '--rm', '--network', 'host', '--volume', `${config}:/config`, way.image];
}

/** What an image has written is root's; the folder could not be removed. */
async function makeOurs(image: string, config: string): Promise<void> {
  const mount = ['--volume', `${config}:/config`, '--entrypoint', 'chmod'];
  await promisify(execFile)('docker', ['run', '--rm', ...mount, image, '-R', 'a+rwX', '/config']);
}

function configuration(port: number, { unitSystem = 'metric', yaml = '' }: InstanceOptions): string {
  return `homeassistant: { name: Tests, latitude: 52.37, longitude: 4.89, unit_system: ${unitSystem}, time_zone: Europe/Amsterdam, country: NL, currency: EUR }
http: { server_host: 127.0.0.1, server_port: ${port} }
frontend:
config:
history:
logbook:
system_log:
recorder: { commit_interval: 1 }
logger: { default: warning }
${yaml}
`;
}

function complaintsIn(output: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an image colours its log
  const entries = output.replace(/\u001b\[\d+m/g, '').split(/\n(?=\d{4}-\d\d-\d\d )/);
  return withoutTheMachines(entries.filter((entry) => / (WARNING|ERROR|CRITICAL) \(/.test(entry.slice(0, 60))));
}

async function until(check: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + START_SECONDS * 1000;
  while (!(await check().catch(() => false))) {
    if (performance.now() > end) throw new Error(`Home Assistant did not start in ${START_SECONDS} s`);
    await pause(200);
  }
}
