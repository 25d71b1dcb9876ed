import { describe, expect, it } from 'vitest';
import { allMetrics } from '../../src/metrics/catalogue/index.js';
import { createTopics } from '../../src/mqtt/topics.js';
import { FLOW_FILES, flow, flowText, subscriptionsOf } from './flows.js';

const CORE = ['tab', 'mqtt-broker', 'mqtt in', 'mqtt out', 'switch', 'change', 'function', 'template', 'exec'];
const topics = createTopics('withings');
const READ = [topics.reading('+'), topics.attributes(topics.metric('+', 'weight')), 'node-red/chart/+'];
const WRITTEN = ['node-red/archive/', 'node-red/notification', 'node-red/scene/', 'node-red/chart/'];

it('there are four flows', () => {
  expect(FLOW_FILES).toEqual(['archive.json', 'sleep-light.json', 'weigh-in.json', 'weight-chart.json']);
});

describe.each(FLOW_FILES)('%s', (file) => {
  const nodes = flow(file);
  const ids = new Set(nodes.map(({ id }) => id));

  it('is a whole flow on one tab with one broker', () => {
    const tabs = nodes.filter(({ type }) => type === 'tab');
    const brokers = nodes.filter(({ type }) => type === 'mqtt-broker');
    const rest = nodes.filter(({ type }) => type !== 'tab' && type !== 'mqtt-broker');

    expect(ids.size).toBe(nodes.length);
    expect([...ids].filter((id) => !/^[0-9a-f]{16}$/.test(id))).toEqual([]);
    expect([tabs.length, brokers.length]).toEqual([1, 1]);
    expect(rest.filter(({ z }) => z !== tabs[0]!.id)).toEqual([]);
    expect(rest.flatMap(({ wires }) => wires?.flat() ?? ['no wires']).filter((id) => !ids.has(id))).toEqual([]);
    const mqtt = rest.filter(({ type }) => type.startsWith('mqtt '));
    expect(mqtt.filter(({ broker }) => broker !== brokers[0]!.id)).toEqual([]);
  });

  it('uses only core nodes, and no package in a function', () => {
    expect(nodes.filter(({ type }) => !CORE.includes(type))).toEqual([]);
    expect(nodes.filter(({ libs }) => Array.isArray(libs) && libs.length > 0)).toEqual([]);
  });

  it('has no credentials', () => {
    const keys = nodes.flatMap((node) => Object.keys(node));
    const brokers = nodes.filter(({ type }) => type === 'mqtt-broker');

    expect(keys.filter((key) => /credential|user$|username|password|secret|token/i.test(key))).toEqual([]);
    expect(brokers).toMatchObject([{ broker: 'localhost', port: '1883', usetls: false }]);
  });

  it('names only topics of the contract, and metrics of the catalogue', () => {
    const text = flowText(file);
    const filters = subscriptionsOf(nodes);
    const known = new Set(allMetrics().map(({ key }) => key));
    const written = text.match(/node-red\/[a-z]+\/?/g) ?? [];
    const read = text.match(/withings\/[^"\s]+/g) ?? [];
    const metrics = [...text.matchAll(/metrics\??\.(\w+)/g)].map(([, key]) => key!);

    expect(filters.length).toBeGreaterThan(0);
    expect(filters.filter((filter) => !READ.includes(filter))).toEqual([]);
    expect(read.filter((topic) => !READ.includes(topic))).toEqual([]);
    expect(written.filter((topic) => !WRITTEN.includes(topic))).toEqual([]);
    expect(metrics.filter((key) => !known.has(key))).toEqual([]);
  });
});

it('the flows share one broker node', () => {
  const brokers = FLOW_FILES.flatMap((file) => flow(file).filter(({ type }) => type === 'mqtt-broker'));

  expect(new Set(brokers.map((broker) => JSON.stringify(broker))).size).toBe(1);
});
