import { describe, expect, it } from 'vitest';
import { createPublisher } from '../../src/mqtt/publisher.js';
import { createFakeBroker } from './fake-broker.js';

/** A publisher whose gate lets those topics through that a test names. */
function setUp(retained: Record<string, string> = {}, window = 10) {
  const broker = createFakeBroker(Object.entries(retained));
  const open = new Set<string>();
  const cleared: string[] = [];
  const asked: string[] = [];
  const publisher = createPublisher({
    onRefused: () => {},
    gate: {
      isOpen(topic) {
        asked.push(topic);
        return open.has(topic);
      },
      onCleared: (topic) => cleared.push(topic),
    },
  });
  return {
    ...{ broker, publisher, open, cleared, asked },
    up: () => publisher.up(broker.connect(window), new Map(broker.retained)),
  };
}

describe('a gate', () => {
  it('is asked only when the broker is there', () => {
    const { publisher, asked, up } = setUp();
    publisher.set('a', '1');
    expect(asked).toEqual([]);

    up();

    expect(asked).toEqual(['a']);
  });

  it('holds a topic back, and none behind it, until it opens; the newest payload goes out', async () => {
    const { broker, publisher, open, up } = setUp();
    up();
    open.add('b');
    publisher.set('a', '1');
    publisher.set('b', '1');
    publisher.set('a', '2');
    broker.acknowledge();
    expect(broker.sent).toEqual(['b=1']);
    expect(publisher.outstanding()).toEqual(['a']);
    let settled = false;
    void publisher.settled().then(() => {
      settled = true;
    });

    open.add('a');
    publisher.resume();
    await Promise.resolve();
    expect(settled).toBe(false);
    broker.acknowledge();
    await Promise.resolve();

    expect(broker.sent).toEqual(['b=1', 'a=2']);
    expect(settled).toBe(true);
  });

  it('stands in nobody’s way who clears', () => {
    const { broker, publisher, up } = setUp({ a: '1' });
    up();

    publisher.set('a', '');

    expect(broker.sent).toEqual(['a=']);
  });
});

describe('a topic that is cleared', () => {
  it('is emptied even where the broker is not known to hold it, and told of once that is done', () => {
    const { broker, publisher, cleared, up } = setUp();
    publisher.clear('old');
    up();
    expect([broker.sent, cleared]).toEqual([['old='], []]);

    broker.acknowledge();
    publisher.down();
    up();

    expect([broker.sent, cleared]).toEqual([['old='], ['old']]);
  });

  it('is not wanted, and cleared once however often that is asked', () => {
    const { broker, publisher, open, up } = setUp();
    open.add('a');
    up();
    publisher.set('a', '1');
    publisher.clear('a');
    publisher.clear('a');

    expect(publisher.wanted.has('a')).toBe(false);
    expect(broker.sent).toEqual(['a=1', 'a=']);
  });

  it('counts as cleared when the last empty message has arrived, not an earlier one', () => {
    const { broker, publisher, open, cleared, up } = setUp();
    open.add('a');
    up();
    publisher.clear('a');
    publisher.set('a', '1');
    publisher.clear('a');

    broker.acknowledge(2);
    expect(cleared).toEqual([]);
    broker.acknowledge();

    expect(cleared).toEqual(['a']);
  });
});
