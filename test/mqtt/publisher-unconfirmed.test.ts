import { describe, expect, it } from 'vitest';
import { setUp } from './fake-broker.js';

const at = (taken: string | null, modified = '2026-01-01T00:00:00.000+00:00', value = 70) =>
  JSON.stringify({ value, taken, modified });
const [EARLY, LATE] = ['2026-03-01T08:00:00.000+01:00', '2026-03-01T07:30:00.000+00:00'];

/** A publisher that starts with what an earlier run knew, at a broker that holds something else. */
function started(ours: string, theirs: string) {
  const all = setUp({ 'a/attributes': theirs, a: 'theirs' });
  all.publisher.set('a/attributes', ours);
  all.publisher.set('a', 'ours');
  all.publisher.markUnconfirmed(all.publisher.wanted.keys());
  all.up();
  all.broker.acknowledge();
  return all;
}

describe('what an earlier run knew', () => {
  it.each([
    ['taken later', at(EARLY), at(LATE)],
    ['changed later', at(EARLY), at(EARLY, '2026-01-02T00:00:00.000+00:00')],
  ])('does not go out over a reading that was %s', async (_, ours, theirs) => {
    const { broker, publisher, up } = started(ours, theirs);

    publisher.down();
    up();
    publisher.repeat(['a/attributes', 'a']);

    expect(broker.sent).toEqual([]);
    await publisher.settled();
  });

  it.each([
    ['earlier', at(LATE), at(EARLY)],
    ['at the same time', at(EARLY, undefined, 155), at(EARLY)],
    ['at no time', at(EARLY), at(null)],
    ['at a time that cannot be read', at(EARLY), '{"taken":'],
    ['later than never', at(null), at(LATE)],
  ])('goes out over a reading that was taken %s', (_, ours, theirs) => {
    const { broker } = started(ours, theirs);

    expect(broker.sent).toEqual([`a/attributes=${ours}`, 'a=ours']);
  });

  it('goes out as soon as it is set again, since then it is known', () => {
    const { broker, publisher } = started(at(EARLY), at(LATE));

    publisher.set('a/attributes', at(EARLY));
    publisher.set('a', 'ours');
    publisher.set('a', 'ours');
    broker.acknowledge();

    expect(broker.sent).toEqual([`a/attributes=${at(EARLY)}`, 'a=ours']);
  });

  it('is no matter for what has no attributes', () => {
    const { broker, publisher, up } = setUp({ state: 'offline' });
    publisher.set('state', 'online');
    publisher.markUnconfirmed(['state']);

    up();

    expect(broker.sent).toEqual(['state=online']);
  });
});
