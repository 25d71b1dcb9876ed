import { describe, expect, it } from 'vitest';
import { setUp } from './fake-broker.js';

describe('createPublisher', () => {
  it('sends what was set while the broker was away once, the newest of each topic, in the order of setting', () => {
    const { broker, publisher, up } = setUp();
    for (const value of ['1', '2', '3']) {
      publisher.set('a/attributes', `at ${value}`);
      publisher.set('a', value);
    }
    publisher.set('b', 'x');

    up();
    broker.acknowledge();

    expect(broker.sent).toEqual(['a/attributes=at 3', 'a=3', 'b=x']);
  });

  it('sends what was set anew behind all that was set before, also to a broker that comes later', () => {
    const { broker, publisher, up } = setUp();
    publisher.set('info', 'begun');
    publisher.set('a', '1');
    publisher.set('info', 'done');

    up();
    broker.acknowledge();

    expect(broker.sent).toEqual(['a=1', 'info=done']);
  });

  it('sends nothing that the broker holds already', () => {
    const { broker, publisher, up } = setUp({ a: '1', b: '2', foreign: 'x' });
    publisher.set('a', '1');
    publisher.set('b', '3');

    up();
    publisher.set('b', '3');

    expect(broker.sent).toEqual(['b=3']);
  });

  it('does not send what was taken back before its turn came', () => {
    const { broker, publisher, up } = setUp({ a: '1' });
    up(1);
    publisher.set('first', 'x');
    publisher.set('a', '2');
    publisher.set('a', '1');

    broker.acknowledge();

    expect(broker.sent).toEqual(['first=x']);
  });

  it('keeps to the window', () => {
    const { broker, publisher, up } = setUp();
    for (const topic of 'abcdef') publisher.set(topic, '1');

    up(2);
    expect(broker.sent).toEqual(['a=1', 'b=1']);
    broker.acknowledge(1);
    expect(broker.sent).toEqual(['a=1', 'b=1', 'c=1']);
  });

  it('lets no value overtake its attributes, whatever waits already', () => {
    const { broker, publisher, up } = setUp();
    up(1);
    publisher.set('a/attributes', 'at 1');
    publisher.set('a', '1');
    publisher.set('a/attributes', 'at 2');
    publisher.set('a', '2');

    broker.acknowledge();

    expect(broker.sent).toEqual(['a/attributes=at 1', 'a/attributes=at 2', 'a=2']);
  });

  it('sends attributes that were lost on the way again before the value', () => {
    const { broker, publisher, up } = setUp();
    up(1);
    publisher.set('a/attributes', 'at 1');
    publisher.set('a', '1');
    broker.cut(0);
    publisher.down();

    up(1);
    broker.acknowledge();

    expect(broker.sent).toEqual(['a/attributes=at 1', 'a/attributes=at 1', 'a=1']);
  });

  it('clears a topic, also one that it never set', () => {
    const { broker, publisher, up } = setUp({ old: 'x', a: '1' });
    publisher.set('a', '1');
    up();
    publisher.set('a', '');
    publisher.set('old', '');
    broker.acknowledge();

    expect([...broker.retained]).toEqual([]);
    expect(publisher.wanted.has('a')).toBe(false);
    publisher.set('a', '');
    expect(broker.sent).toEqual(['a=', 'old=']);
  });

  it('clears a topic once more when the connection broke on the way', () => {
    const { broker, publisher, up } = setUp({ old: 'x' });
    up();
    publisher.set('old', '');
    broker.cut(0);
    publisher.down();

    up();
    broker.acknowledge();

    expect(broker.retained.has('old')).toBe(false);
  });

  it('repeats on demand what the broker holds, and nothing that is not wanted', () => {
    const { broker, publisher, up } = setUp({ a: '1', b: '2', foreign: 'x' });
    publisher.set('a', '1');
    publisher.set('b', '2');
    up();

    publisher.repeat(['b', 'a', 'never', 'foreign']);
    broker.acknowledge();

    expect(broker.sent).toEqual(['b=2', 'a=1']);
  });

  it('clears what waits to be repeated', () => {
    const { broker, publisher, up } = setUp({ a: '1' });
    publisher.set('a', '1');
    up(1);
    publisher.set('b', '1');

    publisher.repeat(['a']);
    publisher.set('a', '');
    broker.acknowledge();

    expect(broker.sent).toEqual(['b=1', 'a=']);
  });

  it('does not clear what never went out', () => {
    const { broker, publisher, up } = setUp();
    up(1);
    publisher.set('b', '1');
    publisher.set('a', '1');
    publisher.repeat(['a']);
    publisher.set('a', '');

    broker.acknowledge();

    expect(broker.sent).toEqual(['b=1']);
  });

  it('tells of a refused message, goes on, and leaves it until its payload changes', () => {
    const { broker, publisher, refused, published, up } = setUp();
    up(1);
    publisher.set('a', '1');
    publisher.set('b', '1');

    broker.refuse();
    broker.acknowledge();
    publisher.set('a', '1');
    expect(broker.sent).toEqual(['a=1', 'b=1']);
    publisher.set('a', '2');
    broker.acknowledge();

    expect(broker.sent).toEqual(['a=1', 'b=1', 'a=2']);
    expect(refused).toEqual(['a: quota exceeded']);
    expect(published).toEqual(['b', 'a']);
  });
});

describe('what a broker refuses', () => {
  it('goes out again when that is asked for, the newest of it, and no more when it is taken', () => {
    const { broker, publisher, up } = setUp();
    up(1);
    publisher.set('a', '1');
    broker.refuse();
    expect(publisher.refused()).toEqual(['a']);

    publisher.retryRefused();
    broker.refuse();
    publisher.set('a', '2');
    broker.acknowledge();
    publisher.retryRefused();
    broker.acknowledge();

    expect(broker.sent).toEqual(['a=1', 'a=1', 'a=2']);
    expect(publisher.refused()).toEqual([]);
  });

  it('is cleared there where it is not wanted any more', () => {
    const { broker, publisher, up } = setUp({ a: '1' });
    publisher.set('a', '2');
    up(1);
    broker.refuse();
    publisher.set('a', '');
    broker.acknowledge();

    expect(broker.retained.has('a')).toBe(false);
  });

  it('is compared anew with what the next connection finds', () => {
    const { broker, publisher, up } = setUp();
    publisher.set('a', '1');
    up(1);
    broker.refuse();

    up(1);
    broker.acknowledge();

    expect(broker.sent).toEqual(['a=1', 'a=1']);
    expect(publisher.refused()).toEqual([]);
  });
});

describe('what a broker has not acknowledged', () => {
  it('is known by its topic, events included', () => {
    const { broker, publisher, up } = setUp();
    publisher.set('a', '1');
    publisher.set('b', '2');
    expect(publisher.outstanding()).toEqual(['a', 'b']);
    up(2);
    void publisher.send('event', 'x');

    broker.acknowledge(1);
    expect(publisher.outstanding().sort()).toEqual(['b', 'event']);

    broker.acknowledge();
    expect(publisher.outstanding()).toEqual([]);
  });
});
