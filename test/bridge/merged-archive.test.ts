import { describe, expect, it } from 'vitest';
import { createCommitter } from '../../src/bridge/committer.js';
import { mergedArchive } from '../../src/bridge/merged-archive.js';
import { StoreError } from '../../src/store/errors.js';
import { EMPTY_PERSON } from '../../src/store/person-state.js';
import type { DaySeries } from '../../src/store/series.js';
import type { ArchiveChange } from '../../src/store/store.js';
import { createRandom } from '../crash/random.js';
import { archiveStore } from '../feeds/archive-store.js';
import { sampleReading } from '../mqtt/samples.js';

const of = (groupId: string | null, value: number) => sampleReading({ groupId, value });
const day = (groupId: string, value: number, inPlace?: true): ArchiveChange => ({
  feed: 'activity',
  put: [of(groupId, value)],
  groups: [groupId],
  daily: true,
  ...(inPlace && { inPlace }),
});
const curve = (from: number, to: number, ...points: [number, number][]): ArchiveChange => {
  const put: DaySeries[] = [
    { kind: 'day', id: '2026-03-01', start: 0, end: 86_400, device: 'w', fields: { steps: points } },
  ];
  return { feed: 'intraday', put: [], series: [{ kind: 'day', put, within: { from, to } }] };
};

describe('changes of the archive that wait', () => {
  it('are those of each group that came last, of its own feed', () => {
    const sleep: ArchiveChange = { ...day('a', 9), feed: 'sleep' };

    expect(mergedArchive([day('a', 1), sleep, day('b', 2), day('a', 3)])).toEqual([sleep, day('b', 2), day('a', 3)]);
  });

  it('lose what a later answer speaks of, and keep what it does not', () => {
    const before: ArchiveChange = { feed: 'sleep', put: [of('a', 1), of('b', 2)], groups: ['a', 'b', 'gone'] };
    const after: ArchiveChange = { feed: 'sleep', put: [of('b', 3)], groups: ['b', 'gone'] };

    expect(mergedArchive([before, after])).toEqual([{ feed: 'sleep', put: [of('a', 1)], groups: ['a'] }, after]);
  });

  it('keep where a day was shown to begin before it went where the archive has it', () => {
    expect(mergedArchive([day('a', 1), day('a', 2), day('a', 3, true)])).toEqual([day('a', 2), day('a', 3, true)]);
    expect(mergedArchive([day('a', 1, true), day('a', 2, true)])).toEqual([day('a', 2, true)]);
  });

  it('of what has no group are each once', () => {
    const told = (value: number): ArchiveChange => ({ feed: 'devices', put: [of('devices/w', value)] });

    expect(mergedArchive([told(1), told(1), told(2), told(2)])).toEqual([told(1), told(2)]);
  });

  it('say once that there is nothing else in a time', () => {
    const window = (from: number, to: number): ArchiveChange => ({
      feed: 'measures',
      put: [],
      window: { from, to, groups: new Set(['a']) },
    });

    expect(mergedArchive([window(5, 9), window(1, 4), window(1, 9)])).toEqual([window(1, 9)]);
    expect(mergedArchive([window(1, 9), window(5, 9)])).toEqual([window(1, 9), window(5, 9)]);
  });

  it('have the curve of a day once, with what each answer said of its own hours', () => {
    const [one, two, far] = [curve(0, 20, [5, 1], [15, 2]), curve(10, 30, [16, 3], [25, 4]), curve(50, 60, [55, 5])];

    expect(mergedArchive([one, far, two])).toEqual([far, curve(0, 30, [5, 1], [16, 3], [25, 4])]);
  });

  it('have a night that came again once', () => {
    const night = (from: number, to: number, ...put: []): ArchiveChange => ({
      feed: 'nights',
      put: [],
      series: [{ kind: 'night', put, instead: { from, to } }],
    });

    expect(mergedArchive([night(2, 8), night(20, 30), night(1, 9)])).toEqual([night(20, 30), night(1, 9)]);
  });
});

it('a store that takes nothing for a week has as much to write as what differs', async () => {
  const trouble: { error: Error | undefined } = { error: new StoreError('the table is damaged') };
  const written: ArchiveChange[] = [];
  let walked = 0;
  const committer = createCommitter({
    states: {
      async commit(_who, _before, _after, archive = []) {
        walked += [...archive].length;
        if (trouble.error) throw trouble.error;
        written.push(...archive);
        return { due: false, metrics: new Set<string>() };
      },
    },
    ...{ userId: () => '7001', start: EMPTY_PERSON, onWritten() {}, onFailed() {}, onLost() {} },
    ...{ late: () => undefined, onDue() {}, onArchived() {} },
  });
  const days = ['a', 'b', 'c'];

  for (let poll = 1; poll <= 1008; poll++) {
    committer.put(
      { ...EMPTY_PERSON, zone: String(poll) },
      days.map((group) => day(group, poll)),
    );
    await committer.write();
  }
  trouble.error = undefined;
  walked = 0;
  await committer.write();

  expect(walked).toBeLessThan(200);
  expect(written.slice(-3)).toEqual(days.map((group) => day(group, 1008)));
});

it('changes come to the same in the archive as all of them one after the other', async () => {
  const random = createRandom(7);
  const upTo = (most: number) => Math.floor(random() * most);
  const groups = ['a', 'b', 'c', 'd'];
  const some = () => groups.filter(() => random() < 0.5);
  const put = (group: string) => sampleReading({ groupId: group, takenAt: 1000 + upTo(5), value: upTo(3) });
  const changes = Array.from({ length: 60 }, (): ArchiveChange => {
    const told = some();
    return { feed: 'measures', put: told.filter(() => random() < 0.8).map(put), groups: told };
  });
  const archiveOf = async (all: readonly ArchiveChange[]) => {
    const { store } = await archiveStore();
    await store.states.commit('7', EMPTY_PERSON, EMPTY_PERSON, all);
    const readings = await store.states.readings('7', 'weight', 0, 2000);
    return readings.map(({ groupId, takenAt, value }) => `${groupId} ${takenAt} ${value}`).sort();
  };

  expect(mergedArchive(changes).length).toBeLessThanOrEqual(groups.length);
  expect(await archiveOf(mergedArchive(changes))).toEqual(await archiveOf(changes));
});
