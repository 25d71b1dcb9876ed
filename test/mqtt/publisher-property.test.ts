import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPublisher, type Publisher } from '../../src/mqtt/publisher.js';
import { createFakeBroker, type FakeBroker } from './fake-broker.js';

const METRICS = ['weight', 'height', 'steps'] as const;

type Step =
  | { readonly kind: 'reading'; readonly metric: string; readonly value: number }
  | { readonly kind: 'gone'; readonly metric: string }
  | { readonly kind: 'repeat'; readonly metric: string }
  | { readonly kind: 'acknowledge'; readonly count: number }
  | { readonly kind: 'cut'; readonly count: number }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'retry' }
  | { readonly kind: 'back' };

const metric = fc.constantFrom(...METRICS);
const count = fc.nat(4);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('reading' as const), metric, value: fc.nat(2) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('acknowledge' as const), count }) },
  fc.record({ kind: fc.constant('gone' as const), metric }),
  fc.record({ kind: fc.constant('repeat' as const), metric }),
  fc.record({ kind: fc.constant('cut' as const), count }),
  { weight: 2, arbitrary: fc.constant({ kind: 'back' as const }) },
  fc.constant({ kind: 'refuse' as const }),
  fc.constant({ kind: 'retry' as const }),
);
/** What an earlier run, or somebody else, has left on the broker. */
const leftovers = fc.array(
  fc.tuple(fc.constantFrom('weight', 'weight/attributes', 'height', 'foreign'), fc.constant('0')),
);

/** A publisher between a broker and a row of steps; checks each publish as it happens. */
function createRun(broker: FakeBroker, window: number) {
  const publisher: Publisher = createPublisher({ onRefused: (topic) => refused.add(topic) });
  const refused = new Set<string>();
  /** By topic, what the broker holds once it has everything that is on its way. */
  let expected = new Map<string, string>();
  const repeated = new Set<string>();
  let connected = false;
  let time = 0;

  function onPublish(topic: string, payload: string): void {
    expect(broker.pending.length).toBeLessThan(window);
    expect(payload).toBe(publisher.wanted.get(topic) ?? '');
    if (!repeated.delete(topic)) expect(expected.get(topic) ?? '').not.toBe(payload);
    const attributes = `${topic}/attributes`;
    if (payload !== '' && publisher.wanted.has(attributes)) {
      expect(expected.get(attributes)).toBe(publisher.wanted.get(attributes));
    }
    expected.set(topic, payload);
    refused.delete(topic);
  }

  function back(): void {
    if (connected) return;
    connected = true;
    expected = new Map(broker.retained);
    refused.clear();
    publisher.up(broker.connect(window, onPublish), new Map(broker.retained));
  }

  function reading(metric: string, value: number): void {
    time += 1;
    publisher.set(`${metric}/attributes`, `${value} at ${time}`);
    publisher.set(metric, String(value));
  }

  function gone(metric: string): void {
    publisher.set(`${metric}/attributes`, '');
    publisher.set(metric, '');
  }

  function take(next: Step): void {
    if (next.kind === 'back') back();
    if (next.kind === 'refuse') broker.refuse();
    if (next.kind === 'retry') retry();
    if (next.kind === 'acknowledge') broker.acknowledge(next.count);
    if (next.kind === 'cut') cut(next.count);
    if (next.kind === 'reading') reading(next.metric, next.value);
    if (next.kind === 'gone') gone(next.metric);
    if (next.kind === 'repeat') repeat([`${next.metric}/attributes`, next.metric]);
  }

  function repeat(topics: string[]): void {
    for (const topic of topics) repeated.add(topic);
    publisher.repeat(topics);
  }

  function retry(): void {
    for (const topic of publisher.refused()) if (publisher.wanted.has(topic)) repeated.add(topic);
    publisher.retryRefused();
  }

  function cut(arrived: number): void {
    if (!connected) return;
    connected = false;
    const lost = broker.cut(arrived);
    publisher.down();
    for (const { done } of lost) done();
  }

  return { publisher, take, back, refused };
}

describe('createPublisher, whatever happens on the way', () => {
  it('leaves on the broker exactly what is wanted', async () => {
    await fc.assert(
      fc.asyncProperty(
        leftovers,
        fc.integer({ min: 1, max: 5 }),
        fc.array(step, { maxLength: 60 }),
        async (...given) => {
          const [left, window, steps] = given;
          const broker = createFakeBroker(left);
          const { publisher, take, back, refused } = createRun(broker, window);

          for (const next of steps) take(next);
          back();
          broker.acknowledge();
          await publisher.settled();

          const untouched = left.filter(
            ([topic]) =>
              !steps.some((next) => 'metric' in next && next.kind !== 'repeat' && topic.startsWith(next.metric)),
          );
          const wanted = new Map([...untouched, ...publisher.wanted]);
          for (const topic of refused) {
            wanted.delete(topic);
            broker.retained.delete(topic);
          }
          expect(Object.fromEntries(broker.retained)).toEqual(Object.fromEntries(wanted));
        },
      ),
      { numRuns: 300 },
    );
  });
});
