import { describe, expect, it } from 'vitest';
import { turnWorld } from './turn-world.js';

const below = (retained: ReadonlyMap<string, string>, start: string) =>
  [...retained.keys()].filter((topic) => topic.startsWith(`${start}/`));

describe('the turn of somebody', () => {
  it('whose bridges have another base topic moves everything there', async () => {
    const { turn, moves, retained, claims } = await turnWorld();
    await turn();
    const before = below(retained, 'withings').map((topic) => topic.replace('withings/', 'health/'));
    moves({ base: 'health' });

    await turn();

    expect(below(retained, 'withings')).toEqual([]);
    expect(below(retained, 'health').sort()).toEqual(before.sort());
    expect(claims.noted.filter((topic) => topic.startsWith('withings/'))).toEqual([]);
  });

  it('leaves what lies at a former base topic that somebody else has now, and forgets it', async () => {
    const { turn, moves, retained, claims } = await turnWorld();
    moves({ base: 'taken' });
    await turn();
    const theirs = below(retained, 'taken');
    moves({ base: 'withings' });

    await turn();

    expect(below(retained, 'taken')).toEqual(theirs);
    expect(claims.noted.filter((topic) => topic.startsWith('taken/'))).toEqual([]);
  });

  it.each([{ prefix: 'ha' }, { discovery: false }])(
    'takes it away from Home Assistant below a former prefix (%o)',
    async (to) => {
      const { turn, moves, retained, claims } = await turnWorld({ discovery: true });
      await turn();
      const [people] = [below(retained, 'withings')];
      // Of the bridge itself, somebody else takes it away.
      const left = below(retained, 'homeassistant').filter((topic) => topic.includes('withings2mqtt'));
      moves(to);

      await turn();

      expect(below(retained, 'homeassistant')).toEqual(left);
      expect(below(retained, 'ha').length > 0).toBe('prefix' in to);
      expect(below(retained, 'withings')).toEqual(people);
      expect(claims.noted.filter((topic) => topic.startsWith('homeassistant/'))).toEqual([]);
    },
  );

  it('does nothing of it where all is as before', async () => {
    const { turn, sent } = await turnWorld({ discovery: true });
    await turn();
    await turn();
    expect(sent.filter((line) => line.endsWith('='))).toEqual([]);
  });
});
