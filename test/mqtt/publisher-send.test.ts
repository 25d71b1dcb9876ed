import { describe, expect, it } from 'vitest';
import { setUp } from './fake-broker.js';

/** How a promise stands. */
async function stateOf(promise: Promise<boolean>): Promise<boolean | 'open'> {
  return Promise.race([promise, new Promise<'open'>((resolve) => setImmediate(resolve, 'open'))]);
}

describe('send', () => {
  it('is true when the broker has answered, not before', async () => {
    const { broker, publisher, up } = setUp();
    up();

    const sent = publisher.send('event', '1');
    expect(await stateOf(sent)).toBe('open');
    broker.acknowledge();

    expect(await sent).toBe(true);
    expect(broker.retained.has('event')).toBe(false);
  });

  it('is true when the broker refuses: it would refuse again', async () => {
    const { broker, publisher, refused, up } = setUp();
    up();

    const sent = publisher.send('event', '1');
    broker.refuse();

    expect(await sent).toBe(true);
    expect(refused).toEqual(['event: quota exceeded']);
  });

  it('is false while the broker is away', async () => {
    const { publisher } = setUp();

    expect(await publisher.send('event', '1')).toBe(false);
  });

  it('is false when the broker goes first, be it on its way or still in the queue', async () => {
    const { broker, publisher, up } = setUp();
    up(1);
    const all = [publisher.send('event', '1'), publisher.send('event', '2')];

    const [lost] = broker.cut(1);
    publisher.down();
    up(1);
    lost?.done();

    expect(await Promise.all(all)).toEqual([false, false]);
    expect(broker.sent).toEqual(['event=1']);
  });

  it('is answered one by one, in order', async () => {
    const { broker, publisher, up } = setUp();
    up(1);
    const [first, second] = [publisher.send('event', '1'), publisher.send('event', '2')];

    broker.acknowledge(1);
    expect([await first, await stateOf(second)]).toEqual([true, 'open']);
    broker.acknowledge(1);

    expect(await second).toBe(true);
  });

  it('does not settle for less', async () => {
    const { broker, publisher, up } = setUp();
    up(1);
    void publisher.send('event', '1');

    const settled = publisher.settled().then(() => true);
    expect(await stateOf(settled)).toBe('open');
    broker.acknowledge();

    expect(await settled).toBe(true);
  });
});
