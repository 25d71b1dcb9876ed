import { expect, onTestFinished } from 'vitest';
import type { Cloud, MeasureGroup } from '../../src/demo/cloud.js';
import { nextWeighIn } from '../../src/demo/invented-people.js';
import { startBroker } from '../../src/mqtt/embedded-broker.js';
import { MAIN, type Subscriber, subscriber, withings2mqtt, world } from '../process/world.js';
import type { FlowNode } from './flows.js';
import { type NodeRed, SUBSCRIBES, startNodeRed } from './node-red.js';

/** What a flow has of an installation. */
const COMMAND = 'withings2mqtt';
const CONFIG = '/etc/withings2mqtt/config.yaml';

export interface Flows {
  readonly nodeRed: NodeRed;
  readonly seen: Subscriber;
  /** What came on a topic so far, the oldest first. */
  payloads(topic: string): string[];
  publish(topic: string, message: unknown): Promise<void>;
}

export interface House extends Flows {
  readonly cloud: Cloud;
  /** The bridge has asked the cloud for what is new, and published it. */
  refresh(): Promise<void>;
}

/** A broker and a Node-RED with these flows. */
export async function flowsOnly(...files: string[]): Promise<Flows> {
  const broker = await startBroker({ port: 0 });
  onTestFinished(() => broker.close());
  return flowsAt(broker.url, files);
}

/** The same with the bridge, for anna and ben at the simulated cloud, after its first round. */
export async function house(...files: string[]): Promise<House> {
  const { cloud, config, brokerUrl, authorize } = await world();
  // The paths of an installation are here those of the test.
  const flows = await flowsAt(brokerUrl, files, (node) => (node.type === 'exec' ? withPaths(node, config) : node));
  const { seen } = flows;
  await authorize();
  withings2mqtt(['run', '-c', config]);
  await seen.sees('withings/bridge/info', (payload) => JSON.parse(payload).next_sync !== null);
  let round = 0;
  return {
    ...flows,
    cloud,
    async refresh() {
      round += 1;
      const transaction = `round ${round}`;
      await flows.publish('withings/bridge/request/refresh', { transaction });
      const answer = await seen.sees('withings/bridge/response/refresh', (payload) => payload.includes(transaction));
      expect(JSON.parse(answer)).toMatchObject({ status: 'ok', transaction });
    },
  };
}

function withPaths(node: FlowNode, config: string): FlowNode {
  const command = String(node.command);
  if (!command.startsWith(`${COMMAND} `) || !command.includes(CONFIG)) throw new Error(`another command: ${command}`);
  const program = `"${process.execPath}" "${MAIN}"`;
  return { ...node, command: command.replace(COMMAND, program).replace(CONFIG, config) };
}

async function flowsAt(
  brokerUrl: string,
  files: readonly string[],
  edit?: (node: FlowNode) => FlowNode,
): Promise<Flows> {
  const seen = await subscriber(brokerUrl, '#', SUBSCRIBES);
  const nodeRed = await startNodeRed(brokerUrl, seen, files, edit);
  return {
    nodeRed,
    seen,
    payloads: (topic) => seen.messages.filter((one) => one.topic === topic).map(({ payload }) => payload),
    async publish(topic, message) {
      await seen.client.publishAsync(topic, JSON.stringify(message), { qos: 1 });
    },
  };
}

/** Somebody steps on the scale: `nextWeighIn`, but with these grams, and this fat in hundredths of a percent. */
export function stepsOn(cloud: Cloud, userid: number, at: number, grams: number, fat: number): MeasureGroup {
  const group = nextWeighIn(cloud.people.get(userid)!, at);
  for (const measure of group.measures) {
    if (measure.type === 1) Object.assign(measure, { value: grams, unit: -3 });
    if (measure.type === 6) Object.assign(measure, { value: fat, unit: -2 });
  }
  return group;
}
