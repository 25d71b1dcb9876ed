import { describe, expect, it } from 'vitest';
import { measures } from '../../src/feeds/measures.js';
import type { PersonState } from '../../src/store/person-state.js';
import { TransportError } from '../../src/withings/errors.js';
import { withFolder } from '../folder.js';
import { afterRestart } from '../stored.js';
import { createWorld, news, SITES } from './cloud.js';
import { DAY, NOW, rulesOf } from './samples.js';

interface Group {
  readonly grpid: number;
  readonly date: number;
  readonly created?: number;
  readonly modified?: number;
  readonly attrib?: number;
  readonly weight?: number;
}

const OLD: Group = { grpid: 1, date: NOW - 40 * DAY };
const LAST: Group = { grpid: 2, date: NOW - 600 };
const NEW: Group = { grpid: 3, date: NOW + 500 };

function rowOf({ grpid, date, created = date + 10, modified = created, attrib = 0, weight = 70_000 + grpid }: Group) {
  const measures = [
    { type: 1, value: weight, unit: -3 },
    { type: 11, value: 60 + grpid, unit: 0 },
  ];
  return { grpid, attrib, date, created, modified, category: 1, model: 'Body+', hash_deviceid: 'scale', measures };
}

/** getmeas over some groups: by change, or by date. */
function answerOf(groups: readonly Group[]) {
  return ({ lastupdate, startdate, enddate }: Record<string, number | undefined>) => {
    const rows = groups.map(rowOf).filter(({ date, modified }) => {
      return lastupdate === undefined ? date >= startdate! && date <= enddate! : modified >= lastupdate;
    });
    return { measuregrps: rows, more: 0, timezone: 'Europe/Berlin', updatetime: NOW + 2 * DAY };
  };
}

async function synced(groups: readonly Group[] = [OLD, LAST], start: Partial<PersonState> = {}, ignored = [1]) {
  const world = createWorld([measures], { [SITES.measures]: answerOf(groups) }, start, {}, rulesOf(ignored));
  await world.round(NOW);
  return {
    ...world,
    async answer(now: number, ...next: Group[]) {
      world.cloud.answers[SITES.measures] = answerOf(next);
      return news(await world.round(now));
    },
  };
}

describe('what a measure group is told of', () => {
  it('is nothing at the first sync, however new it is', async () => {
    const { sync, answer } = await synced();
    expect(news(sync.state())).toEqual([]);

    expect(await answer(NOW + 600, OLD, LAST)).toEqual([]);
  });

  it('is all it says, once, though answers overlap', async () => {
    const { sync, answer } = await synced();
    await answer(NOW + 600, OLD, LAST, NEW);
    await answer(NOW + 1200, OLD, LAST, NEW);

    expect(await answer(NOW + 1800, OLD, LAST, NEW)).toEqual(['measure 3']);
    expect(sync.state().outbox).toEqual([
      {
        id: 'measure/3',
        type: 'measure',
        takenAt: NEW.date,
        attribution: 0,
        deviceModel: 'Body+',
        groupId: '3',
        values: { weight: 70.003, heart_pulse: 63 },
      },
    ]);
  });

  it('is each group by itself, by the time it was taken', async () => {
    const { answer } = await synced();
    const groups = [
      { grpid: 5, date: NOW + 60 },
      { grpid: 4, date: NOW + 60 },
      { grpid: 9, date: NOW + 30 },
    ];

    expect(await answer(NOW + 600, OLD, LAST, ...groups)).toEqual(['measure 9', 'measure 5', 'measure 4']);
  });

  it.each([
    ['old', OLD],
    ['recent', LAST],
  ])('is nothing when an %s group is edited', async (_, group) => {
    const { sync, answer } = await synced();
    const edited = { ...group, created: group.date + 10, modified: NOW + 500, weight: 90_000 };

    expect(await answer(NOW + 600, ...[OLD, LAST].map((one) => (one === group ? edited : one)))).toEqual([]);
    expect(sync.state().readings.weight?.value).toBe(group === LAST ? 90 : 70.002);
  });

  it('is a group that came late: long taken, newly made', async () => {
    const { sync, answer } = await synced();
    const late = { grpid: 7, date: LAST.date - 2 * DAY, created: NOW + 500 };

    expect(await answer(NOW + 600, OLD, LAST, late)).toEqual(['measure 7']);
    expect(await answer(NOW + 1200, OLD, LAST, late)).toEqual(['measure 7']);
    expect(sync.state().readings.weight?.value).toBe(70.002);
  });

  it('is all that was made while the bridge was off', async () => {
    const { answer } = await synced();

    expect(await answer(NOW + 2 * DAY, OLD, LAST, NEW, { grpid: 8, date: NOW + DAY })).toEqual([
      'measure 3',
      'measure 8',
    ]);
  });

  it('is nothing of a group that belongs to somebody else', async () => {
    const { answer } = await synced();

    expect(await answer(NOW + 600, OLD, LAST, { ...NEW, attrib: 1 })).toEqual([]);
  });

  it('is nothing when another list of attributions makes the history new', async () => {
    const { sync } = await synced();

    const { sync: other } = await synced([OLD, LAST, { ...NEW, attrib: 1 }], sync.state(), []);

    expect(other.state().readings.weight?.value).toBe(70.003);
    expect(news(other.state())).toEqual([]);
  });

  it('is remembered of no more groups than a day can have, whatever their ids and times', async () => {
    const { sync, answer } = await synced();
    const flood = Array.from({ length: 12_000 }, (_, index) => ({
      grpid: 100 + index,
      date: NOW + 60,
      created: NOW + 900 * DAY,
    }));

    await answer(NOW + 600, OLD, LAST, ...flood);

    expect(Object.keys(sync.state().seen ?? {})).toHaveLength(10_000);
  });

  it('is the new group alone when the answer makes the history necessary', async () => {
    const { sync, answer } = await synced();
    const moved = { ...LAST, created: LAST.date + 10, modified: NOW + 400, attrib: 1 };

    expect(await answer(NOW + 600, OLD, moved, { ...NEW, date: NOW - DAY, created: NOW + 500 })).toEqual(['measure 3']);
    expect(sync.state().readings.weight?.value).toBe(70.003);
    expect(await answer(NOW + 1200, OLD, moved)).toEqual(['measure 3']);
  });

  it('is told though the look at the recent window fails', async () => {
    const { cloud, round, errors } = await synced();
    const answer = answerOf([OLD, LAST, NEW]);
    cloud.answers[SITES.measures] = (params: Record<string, number>) => {
      if (params.startdate !== undefined) throw new TransportError('the line is dead');
      return answer(params);
    };

    expect(news(await round(NOW + 600))).toEqual(['measure 3']);
    expect(news(await round(NOW + 1200))).toEqual(['measure 3']);
    expect(errors).toHaveLength(1);
  });

  it('stays in the outbox over a restart, and is not found anew', () =>
    withFolder(async (dataDir) => {
      const first = await synced();
      await first.answer(NOW + 600, OLD, LAST, NEW);

      const loaded = await afterRestart(dataDir, first.sync.state());
      const { sync, answer } = await synced([OLD, LAST, NEW], loaded);
      expect(news(sync.state())).toEqual(['measure 3']);

      sync.change((state) => ({ ...state, outbox: [] }));
      expect(await answer(NOW + 1200, OLD, LAST, NEW)).toEqual([]);
    }));
});

describe('the first measure group of all', () => {
  it('is told of, and each one after it', async () => {
    const { sync, round, answer } = await synced([]);
    await round(NOW + 300);
    expect(news(sync.state())).toEqual([]);

    expect(await answer(NOW + 600, NEW)).toEqual(['measure 3']);
    expect(await answer(NOW + 1200, NEW)).toEqual(['measure 3']);
    expect(await answer(NOW + 1800, NEW, { grpid: 4, date: NOW + 1700 })).toEqual(['measure 3', 'measure 4']);
  });

  it('is told of when it was made before the first sync asked for it', async () => {
    const { answer } = await synced([]);

    expect(await answer(NOW + 600, { grpid: 3, date: NOW - 3600, created: NOW - 3500 })).toEqual(['measure 3']);
  });

  it('is told of after all were deleted', async () => {
    const { answer } = await synced([LAST]);
    await answer(NOW + 300);

    expect(await answer(NOW + 600, NEW)).toEqual(['measure 3']);
  });

  it('is none of a history that turns up after an empty answer', async () => {
    const { sync, answer } = await synced([]);
    const history = Array.from({ length: 300 }, (_, index) => ({ grpid: index + 1, date: NOW - index * 3600 }));

    expect(await answer(NOW + 600, ...history)).toEqual([]);
    expect(sync.state().readings.weight?.value).toBe(70.001);
    expect(await answer(NOW + 1200, { grpid: 900, date: NOW + 700 }, ...history)).toEqual(['measure 900']);
  });

  it('is none of old data that is uploaded to an empty account', async () => {
    const { sync, answer } = await synced([]);

    expect(await answer(NOW + 600, { ...OLD, created: NOW + 500 })).toEqual([]);
    expect(sync.state().readings.weight?.value).toBe(70.001);
  });
});

describe('an upload of old data', () => {
  const uploaded = (count: number, from: number) =>
    Array.from({ length: count }, (_, index) => ({
      grpid: 100 + index,
      date: from - index * 3600,
      created: NOW + 500,
    }));

  it('is told of to nobody, and what is new among it is', async () => {
    const { sync, answer } = await synced();

    expect(await answer(NOW + 600, OLD, LAST, ...uploaded(4000, NOW - 3 * DAY), NEW)).toEqual(['measure 3']);
    expect(sync.state().readings.weight?.value).toBe(70.003);
  });

  it.each([
    ['more than two days before the newest', LAST.date - 2 * DAY - 1, []],
    ['two days before it', LAST.date - 2 * DAY, ['measure 100']],
  ])('is what was taken %s', async (_, date, expected) => {
    const { answer } = await synced();

    expect(await answer(NOW + 600, OLD, LAST, ...uploaded(1, date))).toEqual(expected);
  });

  it.each([
    [20, 20],
    [21, 0],
  ])('is not %i groups at once, however new: %i are told of', async (count, told) => {
    const { answer } = await synced();

    expect(await answer(NOW + 600, OLD, LAST, ...uploaded(count, NOW + 400))).toHaveLength(told);
  });

  it('is shown where nothing newer is there any more', async () => {
    const { sync, answer } = await synced();
    const [old] = uploaded(1, NOW - 5 * DAY);

    expect(await answer(NOW + 600, OLD, { ...LAST, attrib: 1, modified: NOW + 500 }, old!)).toEqual([]);
    expect(sync.state().readings.weight?.takenAt).toBe(NOW - 5 * DAY);
  });
});
