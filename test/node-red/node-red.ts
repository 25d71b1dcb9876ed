import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Running, startProcess } from '../e2e/processes.js';
import { folder, type Subscriber } from '../process/world.js';
import { type FlowNode, flowsOn, subscriptionsOf } from './flows.js';
import { NODE_RED } from './install.js';

/** What aedes publishes when a client has subscribed. */
export const SUBSCRIBES = '$SYS/+/new/subscribes';

export interface NodeRed {
  /** Stops it as an upgrade would, and starts it with the same folder; resolves when the flows listen again. */
  restart(): Promise<void>;
  /** Its warnings and errors about the flows, since it was started, or started again. */
  complaints(): string[];
}

/**
 * A real Node-RED with its default settings, but for a free port and no editor, with these flows deployed.
 * Resolves when they listen. It ends with the test.
 */
export async function startNodeRed(
  brokerUrl: string,
  seen: Subscriber,
  files: readonly string[],
  edit?: (node: FlowNode) => FlowNode,
): Promise<NodeRed> {
  const dir = await folder();
  const settings = {
    uiHost: '127.0.0.1',
    uiPort: 0,
    flowFile: 'flows.json',
    disableEditor: true,
    lang: 'en-US',
    telemetry: { enabled: false, updateNotification: false },
    externalModules: { palette: { allowInstall: false }, modules: { allowInstall: false } },
  };
  await writeFile(join(dir, 'settings.js'), `module.exports = ${JSON.stringify(settings)};\n`);
  const nodes = flowsOn(brokerUrl, files, edit);
  let running = await start(dir);
  const listening = subscribed(seen, subscriptionsOf(nodes));
  await deploy(running, nodes);
  await listening;
  return {
    async restart() {
      await running.stop();
      const again = subscribed(seen, subscriptionsOf(nodes));
      running = await start(dir);
      await again;
    },
    complaints: () => complaintsIn(running.output()),
  };
}

/** What it says before, of its own settings, is about no flow. */
function complaintsIn(output: string): string[] {
  const flows = output.slice(output.indexOf('Starting flows'));
  return flows.split('\n').filter((line) => /\[(warn|error)\]/.test(line));
}

async function start(dir: string): Promise<Running> {
  const running = await startProcess(process.execPath, [
    NODE_RED,
    '--settings',
    join(dir, 'settings.js'),
    '--userDir',
    dir,
  ]);
  await Promise.all([running.prints(/Server now running at/), running.prints(/Started flows/)]);
  return running;
}

async function deploy(running: Running, nodes: readonly FlowNode[]): Promise<void> {
  const [, url] = await running.prints(/Server now running at (http:\S+)/);
  const response = await fetch(new URL('flows', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'node-red-deployment-type': 'full' },
    body: JSON.stringify(nodes),
  });
  if (!response.ok) throw new Error(`deploying gave ${response.status}: ${await response.text()}\n${running.output()}`);
}

/** Resolves when the broker has heard, from now on, of a subscription of each of these filters. */
function subscribed(seen: Subscriber, filters: readonly string[]): Promise<void> {
  const missing = new Set(filters);
  return new Promise((resolve) => {
    const look = (topic: string, payload: Buffer) => {
      if (!topic.startsWith('$SYS/')) return;
      for (const { topic: filter } of JSON.parse(payload.toString()).subs) missing.delete(filter);
      if (missing.size > 0) return;
      seen.client.off('message', look);
      resolve();
    };
    seen.client.on('message', look);
  });
}
