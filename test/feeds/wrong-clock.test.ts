import { describe, expect, it } from 'vitest';
import { activity } from '../../src/feeds/activity.js';
import { type FetchedFeed, NOTHING_ASKED } from '../../src/feeds/feed.js';
import type { PersonState } from '../../src/store/person-state.js';
import { TransportError } from '../../src/withings/errors.js';
import { at, createWorld, SITES } from './cloud.js';
import { dayRow } from './rows.js';

const STEPS: Readonly<Record<string, number>> = { '2026-01-30': 7760, '2026-02-28': 11_899, '2026-03-01': 7677 };

/** A cloud that has the rows of the days it is asked for, and tells the time. */
function answering(now: string, world: () => ReturnType<typeof createWorld>) {
  return ({ startdateymd = '', enddateymd = '' }: Readonly<Record<string, string | number | undefined>>) => {
    world().cloud.serverTime.now = at(now) * 1000;
    const dates = Object.keys(STEPS).filter((date) => date >= String(startdateymd) && date <= String(enddateymd));
    return { activities: dates.map((date) => dayRow(date, STEPS[date]!)), more: false, offset: 0 };
  };
}

/** What is shown, `steps date`, of a bridge that starts where another one ended; the cloud is away at first. */
function started(state: Partial<PersonState> = {}, ...more: FetchedFeed[]) {
  const shown: string[] = [];
  const note = ({ readings: { activity_steps: steps } }: PersonState) => {
    const line = steps && `${steps.value} ${new Date((steps.lastReset! + 43_200) * 1000).toISOString().slice(0, 10)}`;
    if (line && shown.at(-1) !== line) shown.push(line);
  };
  const world = createWorld([activity, ...more], { [SITES.activity]: new TransportError('no network yet') }, state, {
    onState: (next) => note(next),
  });
  note(world.sync.state());
  return {
    ...world,
    shown,
    /** A tick of the calendar by this machine's clock. */
    async tick(iso: string) {
      world.time.now = at(iso);
      world.sync.change((before) => before);
      await world.round();
    },
    cloudSays(time: string) {
      world.cloud.answers[SITES.activity] = answering(time, () => world);
    },
  };
}

/** What an earlier run has left in the store, with a clock that was right. */
async function leftAt(iso: string): Promise<PersonState> {
  const before = createWorld([activity]);
  before.cloud.answers[SITES.activity] = answering(iso, () => before);
  return before.round(at(iso));
}

describe('a clock that is wrong at boot', () => {
  it('three hours behind, just after midnight: the day before is not shown again', async () => {
    const anna = started(await leftAt('2026-02-28T23:50:00Z'));

    await anna.tick('2026-02-28T20:50:00Z');
    await anna.tick('2026-02-28T23:50:40Z');
    anna.cloudSays('2026-02-28T23:51:00Z');
    await anna.tick('2026-02-28T23:51:00Z');

    expect(anna.shown).toEqual(['7677 2026-03-01']);
  });

  it('thirty days behind: no old day is shown, with the network and without', async () => {
    const anna = started(await leftAt('2026-03-01T18:50:00Z'));

    await anna.tick('2026-01-30T18:50:00Z');
    anna.cloudSays('2026-03-01T18:51:00Z');
    await anna.tick('2026-01-30T18:51:00Z');
    await anna.tick('2026-03-01T18:52:00Z');

    expect(anna.shown).toEqual(['7677 2026-03-01']);
  });

  it('thirty days behind at the very first start: the day is the cloud’s', async () => {
    const anna = started();

    anna.cloudSays('2026-03-01T18:51:00Z');
    await anna.tick('2026-01-30T18:51:00Z');

    expect(anna.shown).toEqual(['7677 2026-03-01']);
  });

  it('days ahead: no day to come is begun, and none is left', async () => {
    const anna = started(await leftAt('2026-03-01T18:50:00Z'));

    await anna.tick('2026-03-05T18:50:00Z');
    anna.cloudSays('2026-03-01T18:51:00Z');
    await anna.tick('2026-03-05T18:51:00Z');
    await anna.tick('2026-03-01T18:52:00Z');

    expect(anna.shown).toEqual(['7677 2026-03-01']);
  });

  it('days ahead: a feed that had nothing to ask for tells no time', async () => {
    const follower: FetchedFeed = {
      ...activity,
      name: 'nights',
      follows: 'activity',
      fetch: async () => NOTHING_ASKED,
    };
    const anna = started(await leftAt('2026-03-01T18:50:00Z'), follower);

    await anna.tick('2026-03-05T18:50:00Z');
    await anna.tick('2026-03-05T18:51:00Z');

    expect(anna.shown).toEqual(['7677 2026-03-01']);
  });

  it('after a night that was slept through: the new day begins with the first answer', async () => {
    const anna = started(await leftAt('2026-02-28T18:00:00Z'));

    await anna.tick('2026-03-01T06:00:00Z');
    expect(anna.shown).toEqual(['11899 2026-02-28']);
    anna.cloudSays('2026-03-01T06:10:00Z');
    await anna.tick('2026-03-01T06:10:00Z');

    expect(anna.shown).toEqual(['11899 2026-02-28', '7677 2026-03-01']);
  });

  it('a day that began minutes too early stays when the clock is set', async () => {
    const anna = started();
    anna.cloudSays('2026-02-28T22:55:00Z');
    await anna.tick('2026-02-28T22:55:00Z');

    await anna.tick('2026-02-28T23:00:00Z');
    anna.cloudSays('2026-02-28T22:57:00Z');
    await anna.tick('2026-02-28T22:57:00Z');

    expect(anna.shown).toEqual(['11899 2026-02-28', '7677 2026-03-01']);
  });
});
