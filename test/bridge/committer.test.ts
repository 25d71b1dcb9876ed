import { describe, expect, it } from 'vitest';
import { createCommitter } from '../../src/bridge/committer.js';
import { LeaseLostError, StoreError, UnknownPersonError } from '../../src/store/errors.js';
import { EMPTY_PERSON, type PersonState } from '../../src/store/person-state.js';
import type { ArchiveChange } from '../../src/store/store.js';
import { sampleReading } from '../mqtt/samples.js';

const in_ = (zone: string): PersonState => ({ ...EMPTY_PERSON, zone });
const fetchedAt = (state: PersonState, lastSuccess: number): PersonState => ({
  ...state,
  feeds: { sleep: { lastSuccess } },
});
const ARCHIVE: ArchiveChange = { feed: 'measures', put: [sampleReading()] };

const LATE = 500;

/** A store that fails as long as there is an error. */
function setUp(userId: string | undefined = '7001', late?: number) {
  const commits: string[] = [];
  const said: string[] = [];
  const archived: string[] = [];
  const trouble: { error: Error | undefined } = { error: undefined };
  const committer = createCommitter({
    states: {
      async commit(who, before, after, archive = [], late = 0) {
        if (trouble.error) throw trouble.error;
        commits.push(`${who} ${before.zone} -> ${after.zone}, ${[...archive].length} of the archive`);
        return { due: late === LATE, metrics: new Set(['weight']) };
      },
    },
    userId: () => userId,
    start: in_('start'),
    onWritten: () => said.push('written'),
    onFailed: (error) => said.push(`failed: ${(error as Error).message}`),
    onLost: () => said.push('lost'),
    late: () => late,
    onDue: () => said.push('due'),
    onArchived: (metrics) => void archived.push(...metrics),
  });
  return { committer, commits, said, archived, trouble };
}

describe('what is to be kept', () => {
  it('is written once, as the difference to what was written before', async () => {
    const { committer, commits } = setUp();

    committer.put(in_('a'), [ARCHIVE]);
    committer.put(in_('b'));
    await Promise.all([committer.write(), committer.write()]);
    committer.put(in_('c'));
    await committer.write();

    expect(commits).toEqual(['7001 start -> b, 1 of the archive', '7001 b -> c, 0 of the archive']);
  });

  it('makes statistics due where the store says so', async () => {
    const [due, none] = [setUp('7001', LATE), setUp('7001')];
    for (const { committer } of [due, none]) {
      committer.put(in_('a'), [ARCHIVE]);
      await committer.write();
    }

    expect([due.said, none.said]).toEqual([['due', 'written'], ['written']]);
  });

  it('tells of which metrics the archive has changed', async () => {
    const { committer, archived } = setUp();

    committer.put(in_('a'), [ARCHIVE]);
    expect(archived).toEqual([]);
    await committer.write();

    expect(archived).toEqual(['weight']);
  });

  it('is nothing as long as nobody knows whose it is', async () => {
    const { committer, commits } = setUp('');
    const nobody = createCommitter({
      states: { commit: async () => ({ due: commits.push('x') > 0, metrics: new Set() }) },
      ...{ userId: () => undefined, start: in_('start'), onWritten() {}, onFailed() {}, onLost() {} },
      ...{ late: () => undefined, onDue() {}, onArchived() {} },
    });

    nobody.put(in_('a'));
    await nobody.write();

    expect([commits, nobody.safe(), committer.safe()]).toEqual([[], true, true]);
  });

  it('waits for something new when only times have changed', async () => {
    const { committer, commits } = setUp();

    committer.put(fetchedAt(in_('start'), 5));
    await committer.writeNews();
    expect(commits).toEqual([]);
    committer.put(fetchedAt(in_('a'), 6));
    await committer.writeNews();
    committer.put(fetchedAt(in_('a'), 7));
    await committer.write();

    expect(commits).toHaveLength(2);
  });

  it('is kept in memory while it cannot be written, and then written as a whole', async () => {
    const { committer, commits, said, trouble } = setUp();
    trouble.error = new StoreError('the disk is full');

    committer.put(in_('a'), [ARCHIVE]);
    await committer.writeNews();
    committer.put(in_('b'), [ARCHIVE]);
    await committer.writeNews();
    expect([commits, committer.safe()]).toEqual([[], false]);
    trouble.error = undefined;
    await committer.writeNews();

    expect(commits).toEqual(['7001 start -> b, 2 of the archive']);
    expect(committer.safe()).toBe(true);
    expect(said).toEqual(['failed: the disk is full', 'failed: the disk is full', 'written']);
  });

  it('is nobody’s any more when they were removed, or when the lease is lost', async () => {
    const { committer, said, trouble } = setUp();
    trouble.error = new UnknownPersonError('7001');
    committer.put(in_('a'));
    await committer.write();
    trouble.error = new LeaseLostError('data');
    committer.put(in_('b'));
    await committer.write();

    expect(said).toEqual(['lost']);
  });
});
