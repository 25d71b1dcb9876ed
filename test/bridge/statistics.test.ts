import { describe, expect, it } from 'vitest';
import type { Parts } from '../../src/bridge/parts.js';
import type { People } from '../../src/bridge/people.js';
import { createStatisticsWriter } from '../../src/bridge/statistics.js';
import type { ReadingEvent } from '../../src/metrics/event.js';
import type { PersonState } from '../../src/store/person-state.js';
import { NOTHING_DUE, type Statistics } from '../../src/store/store.js';
import { EMPTY, NOW } from '../feeds/samples.js';
import { memoryStatistics } from '../statistics/memory-statistics.js';

const HOUR = 3600;

function event(id: string, takenAt: number): ReadingEvent {
  const rest = { attribution: 0, deviceModel: null, groupId: id, values: { weight: 70 } };
  return { id: `measure/${id}`, type: 'measure', takenAt, ...rest };
}

/** A writer that notes what is due for anna, who is told of by hand. */
function setUp(statistics: Statistics, outbox: readonly ReadingEvent[] = []) {
  let state: PersonState = { ...EMPTY, zone: 'utc', feeds: { measures: { lastSuccess: NOW } }, outbox };
  const listeners: ((news: readonly ReadingEvent[]) => void)[] = [];
  const anna = {
    name: 'anna',
    sync: { name: 'anna', state: () => state },
    userId: () => '7',
    onNews: (listener: (news: readonly ReadingEvent[]) => void) => listeners.push(listener),
  };
  const parts = {
    config: {},
    store: { statistics },
    log: {},
    tools: { clock: () => NOW * 1000 },
    signal: new AbortController().signal,
  };
  const people = { all: () => [anna], find: () => anna } as unknown as People;
  const writer = createStatisticsWriter(parts as unknown as Parts, people, async () => {});
  const due = () => statistics.due('7');
  return {
    writer,
    due,
    /** It comes, and the broker has taken it before the fetch is over. */
    comesAndIsTold(news: ReadingEvent) {
      state = { ...state, outbox: [news] };
      for (const listener of listeners) listener([news]);
      state = { ...state, outbox: [] };
    },
  };
}

/** As after an import of everything. */
async function imported(): Promise<Statistics> {
  const statistics = memoryStatistics();
  await statistics.setDue('7', NOTHING_DUE);
  return statistics;
}

describe('a reading that came late', () => {
  it('is imported, also when the broker has taken its event before anybody looked', async () => {
    const { writer, due, comesAndIsTold } = setUp(await imported());
    writer.look();

    comesAndIsTold(event('1', NOW - 30 * HOUR));
    writer.look();

    await expect.poll(due).toEqual('2026-02-27');
  });

  it('is imported when it waited in the outbox at the start', async () => {
    const { writer, due } = setUp(await imported(), [event('1', NOW - 30 * HOUR)]);

    writer.look();

    await expect.poll(due).toEqual('2026-02-27');
  });

  it('is none that was taken in this hour', async () => {
    const { writer, due, comesAndIsTold } = setUp(await imported());
    writer.look();

    comesAndIsTold(event('1', NOW - 60));
    comesAndIsTold(event('2', NOW - 40 * HOUR));

    await expect.poll(due).toEqual('2026-02-26');
  });

  it('makes everything due for an account that is new here', async () => {
    const { writer, due } = setUp(memoryStatistics());

    writer.look();

    await expect.poll(due).toEqual('0000-01-01');
  });
});
