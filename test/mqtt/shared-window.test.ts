import { describe, expect, it } from 'vitest';
import { createPublisher } from '../../src/mqtt/publisher.js';
import { createSharedWindow } from '../../src/mqtt/shared-window.js';
import { createFakeBroker } from './fake-broker.js';

function setUp(window: number) {
  const broker = createFakeBroker();
  let allowed = true;
  const forbidden: true[] = [];
  const shared = createSharedWindow({
    outlet: broker.connect(window),
    mayPublish: () => allowed,
    onForbidden: () => forbidden.push(true),
  });
  const forbid = () => {
    allowed = false;
  };
  const publisher = () => {
    const one = createPublisher({ onRefused() {} });
    one.up(shared.share(), new Map());
    return one;
  };
  return { broker, shared, publisher, forbid, forbidden };
}

const fill = (to: ReturnType<typeof createPublisher>, name: string, count: number) => {
  for (let index = 0; index < count; index++) to.set(`${name}/${index}`, 'x');
};

describe('a window that publishers share', () => {
  it('gives all of it to one that is alone', () => {
    const { broker, publisher } = setUp(5);

    fill(publisher(), 'a', 7);

    expect(broker.pending).toHaveLength(5);
    broker.acknowledge(2);
    expect(broker.sent).toHaveLength(7);
  });

  it('never has more under way than the broker takes, however many there are', () => {
    const { broker, publisher } = setUp(3);

    for (let index = 0; index < 10; index++) fill(publisher(), `p${index}`, 20);
    let most = broker.pending.length;
    while (broker.pending.length > 0) {
      broker.acknowledge(1);
      most = Math.max(most, broker.pending.length);
    }

    expect(most).toBe(3);
    expect(broker.sent).toHaveLength(200);
  });

  it('lets a small one through beside one that has much to say', () => {
    const { broker, publisher } = setUp(2);

    fill(publisher(), 'big', 500);
    fill(publisher(), 'small', 2);
    broker.acknowledge(4);

    expect(broker.sent).toContain('small/1=x');
    expect(broker.sent.length).toBeLessThan(10);
  });

  it('keeps the order of each, and tells each when its own is done', async () => {
    const { broker, publisher } = setUp(2);
    const [a, b] = [publisher(), publisher()];

    fill(a, 'a', 4);
    fill(b, 'b', 2);
    const done = Promise.all([a.settled(), b.settled()]);
    broker.acknowledge();
    await done;

    expect(broker.sent.filter((line) => line.startsWith('a'))).toEqual(['a/0=x', 'a/1=x', 'a/2=x', 'a/3=x']);
    expect(broker.sent.filter((line) => line.startsWith('b'))).toEqual(['b/0=x', 'b/1=x']);
  });

  it('lets nothing out any more once it may not, also of what waits', () => {
    const { broker, shared, publisher, forbid, forbidden } = setUp(2);
    fill(publisher(), 'a', 5);

    forbid();
    broker.acknowledge();
    shared.share().publish('b', 'x', true, () => {});

    expect(broker.sent).toEqual(['a/0=x', 'a/1=x']);
    expect(forbidden).toHaveLength(1);
  });

  it('drops what waits of one that is over, and goes on with the others', () => {
    const { broker, shared } = setUp(1);
    const over = new AbortController();
    const [one, other] = [shared.share(over.signal), shared.share()];
    for (const topic of ['a', 'b']) one.publish(topic, 'x', true, () => {});
    other.publish('c', 'x', true, () => {});

    over.abort();
    one.publish('d', 'x', true, () => {});
    broker.acknowledge();

    expect(broker.sent).toEqual(['a=x', 'c=x']);
  });

  it('is looked at: with something on its way that may not arrive any more it is over, and only then', () => {
    const { broker, shared, publisher, forbid, forbidden } = setUp(5);
    fill(publisher(), 'a', 2);
    shared.look();
    broker.acknowledge();
    forbid();
    shared.look();
    expect(forbidden).toEqual([]);

    const other = setUp(1);
    fill(other.publisher(), 'a', 2);
    other.forbid();
    for (let looks = 0; looks < 2; looks++) other.shared.look();
    expect(other.forbidden).toHaveLength(1);
    other.broker.acknowledge();
    expect(other.broker.sent).toEqual(['a/0=x']);
  });
});
