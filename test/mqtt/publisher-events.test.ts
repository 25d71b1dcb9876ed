import { describe, expect, it } from 'vitest';
import { setUp } from './fake-broker.js';

async function isSettled(promise: Promise<void>): Promise<boolean> {
  return Promise.race([promise.then(() => true), new Promise<boolean>((resolve) => setImmediate(resolve, false))]);
}

describe('createPublisher', () => {
  it('sends an event to whoever is there now, and never later', () => {
    const { broker, publisher, refused, up } = setUp();
    void publisher.send('event', '1');
    up();
    void publisher.send('event', '2');
    expect(broker.pending.map(({ retain }) => retain)).toEqual([false]);
    broker.refuse();
    publisher.set('a', '1');
    publisher.down();
    void publisher.send('event', '3');
    up();

    expect(broker.sent).toEqual(['event=2', 'a=1', 'a=1']);
    expect(refused).toEqual(['event: quota exceeded']);
  });

  it('keeps to the window with events too, which go first', async () => {
    const { broker, publisher, up } = setUp();
    for (const topic of 'ab') publisher.set(topic, '1');
    up(1);
    void publisher.send('event', '1');
    void publisher.send('event', '2');
    expect(broker.sent).toEqual(['a=1']);

    broker.acknowledge(3);

    expect(broker.sent).toEqual(['a=1', 'event=1', 'event=2', 'b=1']);
    expect(await isSettled(publisher.settled())).toBe(false);
    expect([...broker.retained.keys()]).toEqual(['a']);
  });

  it('forgets the events that had to wait when the broker goes', () => {
    const { broker, publisher, up } = setUp();
    up(1);
    void publisher.send('event', '1');
    void publisher.send('event', '2');
    broker.cut(0);
    publisher.down();

    up(5);

    expect(broker.sent).toEqual(['event=1']);
  });

  it('is not confused by answers of a connection that is gone', () => {
    const { broker, publisher, published, up } = setUp();
    up(1);
    publisher.set('a', '1');
    publisher.set('b', '1');
    const lost = broker.cut(0);
    publisher.down();
    up(1);

    for (const { done } of lost) done();

    expect(published).toEqual([]);
    expect(broker.sent).toEqual(['a=1', 'a=1']);
  });

  it('is settled when everything is acknowledged, and not while the broker is away', async () => {
    const { broker, publisher, up } = setUp();
    expect(await isSettled(publisher.settled())).toBe(false);
    publisher.set('a', '1');
    publisher.set('b', '1');
    const settled = publisher.settled();

    up(1);
    broker.acknowledge(1);
    expect(await isSettled(settled)).toBe(false);
    broker.acknowledge(1);

    expect(await isSettled(settled)).toBe(true);
    expect(await isSettled(publisher.settled())).toBe(true);
    publisher.down();
    expect(await isSettled(publisher.settled())).toBe(false);
  });
});
