import { execFile } from 'node:child_process';
import { copyFile, readFile, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { freePort } from '../process/port.js';
import {
  type Instance,
  type InstanceOptions,
  installIntegration,
  instanceName,
  markOnboarded,
  rewriteConfiguration,
} from './instance.js';

const run = promisify(execFile);
/** Where the lab's Home Assistants lie. */
const ROOT = process.env.HA_ROOT ?? join(homedir(), '.cache/withings2mqtt-ha');
const MAX_OUTPUT_BYTES = 1 << 26;

/** An empty Home Assistant of the lab's (`shared/ha/README.md`), which ends with the test. */
export async function startInLab(command: string, options: InstanceOptions): Promise<Instance> {
  const name = instanceName();
  const lab = async (...args: string[]) => {
    const { stdout } = await run(command, ['--name', name, ...args], { maxBuffer: MAX_OUTPUT_BYTES });
    return stdout;
  };
  onTestFinished(async () => {
    await lab('stop');
  });
  const { unitSystem = 'metric', yaml = '', brokerPort } = options;
  const settings = ['--port', String(await freePort()), '--unit-system', unitSystem, '--extra', yaml];
  const folder = join(ROOT, 'srv/instances', name);
  const started = await lab('start', '--broker', `127.0.0.1:${brokerPort}`, ...settings, ...OWN_CERTIFICATES);
  const { url, token } = JSON.parse(started) as { url: string; token: string };
  return {
    url,
    token,
    async complaints() {
      const lines = (await lab('log')).split('\n');
      return lines.filter(Boolean).map((line) => JSON.parse(line) as string);
    },
    async stop() {
      await lab('stop');
    },
    configure: (change) => rewriteConfiguration(folder, change),
    install: (integration) => installIntegration(folder, integration),
    skipQuestions: () => markOnboarded(folder),
    async startAgain() {
      await lab('start', '--keep', ...OWN_CERTIFICATES);
    },
  };
}

/** Installs the lab's Home Assistant if it is not there yet, which takes minutes. */
export async function installLab(command: string): Promise<void> {
  await run(command, ['--help']);
  const certificates = join(ROOT, CERTIFICATES);
  await copyFile('/etc/ssl/certs/ca-certificates.crt', `${certificates}.part`);
  await rename(`${certificates}.part`, certificates);
  for (const integration of FURTHER) {
    const manifest = await readFile(join(ROOT, COMPONENTS, integration, 'manifest.json'), 'utf8');
    const { requirements } = JSON.parse(manifest) as { requirements: string[] };
    const pip = ['/srv/ha/bin/pip', 'install', '--quiet', '--no-input', '--prefer-binary'];
    await run('chroot', [ROOT, ...pip, ...requirements]);
  }
}

/** The lab writes those of the system anew at each call, also while another Home Assistant reads them. */
const CERTIFICATES = '/srv/ca-certificates.crt';
const OWN_CERTIFICATES = ['--env', `REQUESTS_CA_BUNDLE=${CERTIFICATES}`];

const COMPONENTS = 'srv/ha/lib/python3.14/site-packages/homeassistant/components';
/** Integrations whose packages any other Home Assistant fetches when they are added; the lab's may fetch nothing. */
const FURTHER = ['remote_calendar'];
