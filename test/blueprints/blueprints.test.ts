import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type BlueprintFile, type BlueprintInput, blueprintsPage, readBlueprints } from '../../scripts/blueprints.mjs';
import { anyMetric } from '../../src/metrics/catalogue/index.js';
import { readingEvent } from '../../src/metrics/event.js';
import type { Reading } from '../../src/metrics/reading.js';
import { eventPayload, readingPayloads } from '../../src/mqtt/payload.js';

const BLUEPRINTS = readBlueprints();

const READING: Reading = {
  ...{ metric: 'weight', value: 71.32, unit: 'kg', takenAt: 1, createdAt: 1, modifiedAt: 1, attribution: 0 },
  ...{ deviceId: 'a', deviceModel: 'Body Scan', groupId: '1', source: 'getmeas/1', lastReset: 1, inconclusive: true },
  reason: 'because',
};
const ZONE = { units: 'metric', zone: 'Europe/Amsterdam' } as const;
/** What Home Assistant shows of an entity beside its state. */
const ATTRIBUTES = Object.keys(JSON.parse(readingPayloads(READING, anyMetric('weight')!, ZONE).attributes));
const OF_EVENTS = Object.keys(JSON.parse(eventPayload(readingEvent('measure', [READING])!, anyMetric, ZONE)));

function found(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, name]) => name!))];
}

/** Without the sections around them, by name. */
function inputsOf({ blueprint }: BlueprintFile): Map<string, BlueprintInput> {
  const entries = Object.entries(blueprint.input);
  return new Map(entries.flatMap(([name, one]) => (one.input ? Object.entries(one.input) : [[name, one] as const])));
}

it('there are those that are promised', () => {
  expect(BLUEPRINTS.map(({ file }) => file)).toEqual([
    'battery-low.yaml',
    'garmin-connect.yaml',
    'good-morning.yaml',
    'login-lost.yaml',
    'no-weigh-in.yaml',
    'weigh-in.yaml',
  ]);
});

describe.each(BLUEPRINTS.map((one) => [one.file, one] as const))('%s', (_, one) => {
  it('says what it is, where it comes from and which Home Assistant it needs', () => {
    const { name, description, ...rest } = one.blueprint;
    expect(name).toMatch(/^Withings: /);
    expect(description).toMatch(/\.$/);
    expect(rest).toMatchObject({ domain: 'automation', author: 'withings2mqtt', source_url: one.address });
    expect(rest.homeassistant.min_version).toBe('2025.10.0');
  });

  it('uses each of its inputs, and no other', () => {
    const inputs = inputsOf(one);
    expect(found(one.text, /!input (\w+)/g).sort()).toEqual([...inputs.keys()].sort());
    for (const [name, { selector, description = '', ...input }] of inputs) {
      expect(selector, name).toBeTypeOf('object');
      expect(input.name, name).toMatch(/^[A-Z]/);
      expect(description, name).toMatch(/^$|\.$/);
    }
  });

  it('wants nothing filled in but whom or what it is about', () => {
    const wanted = [...inputsOf(one).values()].filter((input) => input.default === undefined);
    expect(wanted).toHaveLength(1);
    expect(wanted[0]!.selector).toMatchObject({ entity: { filter: [{ integration: 'mqtt' }] } });
  });

  it('names metrics, attributes and fields that there are', () => {
    const metrics = [
      ...found(one.text, /'(\w+)' in metrics/g),
      ...found(one.text, /\bmetrics\.(\w+)/g),
      ...found(one.text, /'(?:\^sensor\\\..*)?_(\w+)\$'/g),
    ];
    expect(metrics.filter((key) => anyMetric(key) === undefined)).toEqual([]);
    const attributes = found(one.text, /state_attr\([^\n]*?, '(\w+)'\)/g);
    expect(attributes.filter((name) => !ATTRIBUTES.includes(name))).toEqual([]);
    const ofEvents = found(one.text, /to_state\.attributes\.(\w+)/g);
    expect(ofEvents.filter((name) => !OF_EVENTS.includes(name))).toEqual([]);
    expect([...metrics, ...attributes, ...ofEvents, ...found(one.text, /to: (low)/g)]).not.toEqual([]);
  });

  it('speaks of states that its entity can have', () => {
    const states = found(one.text, /^ {4}(?:to|from): "?(\w+)/gm);
    const known = ['on', 'off', ...anyMetric('battery')!.options!];
    expect(states.filter((state) => !known.includes(state))).toEqual([]);
  });
});

it('each can be imported from the README, and has its place in docs/blueprints.md', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const page = readFileSync(new URL('../../docs/blueprints.md', import.meta.url), 'utf8');

  expect(found(readme, /blueprint_url=([^)]+)\)/g).sort()).toEqual(BLUEPRINTS.map(({ address }) => address));
  for (const { button } of BLUEPRINTS) expect(readme).toContain(button);
  expect(page).toBe(blueprintsPage(BLUEPRINTS));
});
