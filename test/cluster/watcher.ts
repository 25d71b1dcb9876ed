import mqtt from 'mqtt';
import { onTestFinished } from 'vitest';

/** What somebody sees who subscribes to everything that the bridges say of themselves, of weights and of readings. */
export interface Watcher {
  /** When a measure group was told for the first time, milliseconds of the process; undefined while it was not. */
  toldAt(account: string, groupId: string): number | undefined;
  /** How often one was told that had been told before. */
  toldAgain(): number;
  /** How often `bridge/state` has gone to `offline`. */
  flaps(): number;
  /** What came there, each with its time, to look for the reason. */
  states(): readonly string[];
  /** Messages that came. */
  messages(): number;
}

/** A client that comes back when the broker does. It misses what is said while it is away, as any other. */
export async function watch(url: string, base: string): Promise<Watcher> {
  const client = mqtt.connect(url, { protocolVersion: 5, reconnectPeriod: 100, clean: true });
  const told = new Map<string, number>();
  let again = 0;
  let flaps = 0;
  let messages = 0;
  const states: string[] = [];
  client.on('message', (topic, payload, { retain }) => {
    messages += 1;
    const [account = '', last] = topic.slice(base.length + 1).split('/');
    const text = payload.toString();
    if (topic === `${base}/bridge/state`) {
      flaps += Number(text === 'offline' && !retain);
      states.push(`${new Date().toISOString()} ${text}${retain ? ', retained' : ''}`);
    }
    if (last === 'reading') noteTold(`${account} ${groupOf(text)}`);
  });

  function noteTold(key: string): void {
    if (told.has(key)) again += 1;
    else told.set(key, performance.now());
  }

  client.on('error', () => {});
  onTestFinished(async () => void (await client.endAsync(true)));
  await new Promise<void>((resolve) => client.once('connect', () => resolve()));
  await client.subscribeAsync([`${base}/+/reading`, `${base}/bridge/state`], { qos: 1 });
  return {
    toldAt: (account, groupId) => told.get(`${account} ${groupId}`),
    toldAgain: () => again,
    flaps: () => flaps,
    states: () => states,
    messages: () => messages,
  };
}

/** What is retained below a filter now, by topic. */
export async function readRetained(url: string, filter: string): Promise<ReadonlyMap<string, string>> {
  const client = await mqtt.connectAsync(url, { protocolVersion: 5 });
  const retained = new Map<string, string>();
  client.on('message', (topic, payload) => retained.set(topic, payload.toString()));
  // At QoS 0, since a broker queues only so many of the others.
  await client.subscribeAsync(filter, { qos: 0 });
  // A broker sends what is retained before it answers what comes later on the same connection.
  const mark = `harness/${client.options.clientId}`;
  await client.subscribeAsync(mark, { qos: 0 });
  const marked = new Promise<void>((resolve) => client.on('message', (topic) => topic === mark && resolve()));
  await client.publishAsync(mark, '.', { qos: 0 });
  await marked;
  await client.endAsync();
  retained.delete(mark);
  return retained;
}

function groupOf(payload: string): string {
  const { group_id } = JSON.parse(payload) as { group_id?: unknown };
  return String(group_id);
}
