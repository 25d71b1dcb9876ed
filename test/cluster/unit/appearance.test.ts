import { describe, expect, it } from 'vitest';
import { createAppearance } from '../../../src/cluster/appearance.js';
import { type ShownAs, shownAsText } from '../../../src/cluster/shown-as.js';

const NOW: ShownAs = { base: 'withings', prefix: 'homeassistant', version: '2' };

function world(before: Partial<ShownAs> | undefined, others: readonly string[] = []) {
  let kept = before && shownAsText({ ...NOW, ...before });
  const done: string[] = [];
  const connection = { isUp: true };
  const appearance = createAppearance({
    ...{ shownAs: NOW, instance: 'x' },
    settings: {
      get: async () => kept,
      async put(_, value) {
        kept = value;
      },
    },
    session: {
      connected: () => connection.isUp,
      async say(topic, payload) {
        done.push(`${topic}=${payload}`);
        return connection.isUp;
      },
    },
    cluster: { bridges: { gone: async () => ['b1'] } },
    formerBases: { ownerOf: async (base) => (others.includes(base) ? 'others' : 'ours') },
  });
  return { appearance, done, connection, kept: () => kept };
}

describe('the bridge that leads', () => {
  it('remembers how people are shown, and does nothing where that is as before', async () => {
    const { appearance, done, kept } = world(undefined);
    await appearance.look();
    await appearance.look();
    expect(done).toEqual([]);
    expect(kept()).toBe(shownAsText(NOW));
  });

  it('takes away what the bridges said at a former base topic, where nobody else is', async () => {
    const { appearance, done } = world({ base: 'before' });
    await appearance.look();
    expect(done).toEqual(['before/bridge/b1/state=', 'before/bridge/state=', 'before/bridge/info=']);
    const taken = world({ base: 'before' }, ['before']);
    await taken.appearance.look();
    expect(taken.done).toEqual([]);
  });

  it('takes the bridges away from Home Assistant below a former prefix', async () => {
    const { appearance, done } = world({ prefix: 'ha' });
    await appearance.look();
    expect(done).toEqual([expect.stringMatching(/^ha\/device\/.*x.*\/config=$/)]);
  });

  it('tries again when the connection went meanwhile', async () => {
    const { appearance, connection, kept } = world({ base: 'before' });
    connection.isUp = false;
    await appearance.look();
    expect(kept()).not.toBe(shownAsText(NOW));
    connection.isUp = true;
    await appearance.look();
    expect(kept()).toBe(shownAsText(NOW));
  });
});
