import { describe, expect, it } from 'vitest';
import { createSaving } from '../../src/bridge/saving.js';
import { createTroubles } from '../../src/bridge/troubles.js';
import type { PersonState } from '../../src/store/person-state.js';
import type { State } from '../../src/store/state.js';
import { EMPTY, NOW } from '../feeds/samples.js';

/** A state that is saved into a list, on a disk that a test may fill. */
function setUp() {
  const writes: State[] = [];
  const lines: string[] = [];
  const write = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  const here = { anna: { ...EMPTY, feeds: { measures: { cursor: 1 } } } as PersonState, full: false, owner: true };
  const saving = createSaving(
    {
      config: { dataDir: '/data' } as Parameters<typeof createSaving>[0]['config'],
      states: {
        load: async () => STATE,
        async save(next) {
          if (here.full) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
          writes.push(next);
        },
      },
      ...{ state: STATE, webhookSecret: undefined, ownsData: () => here.owner },
      accounts: [{ sync: { name: 'anna', state: () => here.anna } }],
    },
    createTroubles({ error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') }),
    () => ({ unrevoked: () => [], tidy: () => true }),
  );
  const round = (change: Partial<PersonState> = {}, lastSuccess = NOW + writes.length) => {
    here.anna = { ...here.anna, ...change };
    const { measures } = here.anna.feeds;
    here.anna = { ...here.anna, feeds: { ...here.anna.feeds, measures: { ...measures, lastSuccess } } };
    return saving.save();
  };
  return { saving, writes, lines, here, round };
}
const STATE: State = { version: 1, instance: 'x', accounts: {} };

describe('the state on the disk', () => {
  it('is written once of many rounds in which nothing is new', async () => {
    const { writes, round } = setUp();

    for (let time = 0; time < 144; time++) await round({}, NOW + time * 600);

    expect(writes).toHaveLength(1);
  });

  it('is written when something is new, with the time of the last success', async () => {
    const { writes, round } = setUp();
    await round();
    await round({}, NOW + 600);

    await round({ zone: 'Europe/Berlin' }, NOW + 1200);

    expect(writes).toHaveLength(2);
    expect(writes[1]?.accounts.anna).toMatchObject({
      zone: 'Europe/Berlin',
      feeds: { measures: { lastSuccess: NOW + 1200 } },
    });
  });

  it('is written whole at the end', async () => {
    const { saving, writes, round } = setUp();
    await round();
    await round({}, NOW + 600);

    await saving.saveAll();

    expect(writes.at(-1)?.accounts.anna?.feeds.measures?.lastSuccess).toBe(NOW + 600);
  });

  it('is tried again with each round while the disk is full, and that is said once', async () => {
    const { saving, writes, lines, here, round } = setUp();
    here.full = true;
    await round();
    await round();
    expect(saving.safe()).toBe(false);
    here.full = false;

    await round();

    expect([writes.length, saving.safe()]).toEqual([1, true]);
    expect(lines.filter((line) => !line.startsWith('debug'))).toEqual([
      'error cannot write state.json in /data: ENOSPC; is the disk full or read-only?',
      'info state.json can be written again',
    ]);
  });

  it('is not written any more when another process has the folder', async () => {
    const { saving, writes, here, round } = setUp();
    here.owner = false;

    await round();
    await saving.saveAll();

    expect(writes).toEqual([]);
  });
});
