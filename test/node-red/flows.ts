import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../examples/node-red/', import.meta.url));

/** A node of an exported flow: what all of them have, and its own properties. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  /** The tab it is on; a tab and the broker are on none. */
  readonly z?: string;
  readonly wires?: readonly (readonly string[])[];
  readonly topic?: string;
  readonly broker?: string;
  readonly [property: string]: unknown;
}

export const FLOW_FILES = readdirSync(FOLDER).sort();

export function flowText(file: string): string {
  return readFileSync(FOLDER + file, 'utf8');
}

export function flow(file: string): FlowNode[] {
  return JSON.parse(flowText(file));
}

/**
 * The files together, as after one import of each: they share one broker node, which gets the address of a broker.
 *
 * @param edit what a user changes in the others
 */
export function flowsOn(
  brokerUrl: string,
  files: readonly string[],
  edit: (node: FlowNode) => FlowNode = (node) => node,
): FlowNode[] {
  const { hostname, port } = new URL(brokerUrl);
  const byId = new Map(files.flatMap(flow).map((node) => [node.id, node]));
  return [...byId.values()].map((node) =>
    node.type === 'mqtt-broker' ? { ...node, broker: hostname, port } : edit(node),
  );
}

/** What a flow listens to. */
export function subscriptionsOf(nodes: readonly FlowNode[]): string[] {
  return nodes.flatMap(({ type, topic }) => (type === 'mqtt in' && topic ? [topic] : []));
}
