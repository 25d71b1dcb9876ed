import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BridgeAccount } from '../../src/bridge/account.js';
import type { Parts } from '../../src/bridge/parts.js';
import { createHistory } from '../../src/bridge/statistics.js';
import type { ReadingEvent } from '../../src/metrics/event.js';
import type { PersonState } from '../../src/store/person-state.js';
import { EMPTY, NOW } from '../feeds/samples.js';
import { withFolder } from '../store/faults.js';

const HOUR = 3600;

function event(id: string, takenAt: number): ReadingEvent {
  const rest = { attribution: 0, deviceModel: null, groupId: id, values: { weight: 70 } };
  return { id: `measure/${id}`, type: 'measure', takenAt, ...rest };
}

/** A history that notes what is due for anna, who is told of by hand. */
function setUp(dataDir: string, outbox: readonly ReadingEvent[] = []) {
  let state: PersonState = { ...EMPTY, zone: 'utc', feeds: { measures: { lastSuccess: NOW } }, outbox };
  const listeners: ((news: readonly ReadingEvent[]) => void)[] = [];
  const anna = {
    sync: { name: 'anna', state: () => state },
    onNews: (listener: (news: readonly ReadingEvent[]) => void) => listeners.push(listener),
  };
  const parts = {
    config: { dataDir },
    log: {},
    tools: { clock: () => NOW * 1000 },
    signal: new AbortController().signal,
    accounts: [anna as unknown as BridgeAccount],
  };
  const history = createHistory(parts as unknown as Parts, { url: 'ws://127.0.0.1:1', token: 'x' });
  const due = async () => {
    const text = await readFile(join(dataDir, 'history.json'), 'utf8').catch(() => '{"accounts":{}}');
    return JSON.parse(text).accounts.anna;
  };
  return {
    history,
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
async function imported(dataDir: string): Promise<void> {
  const known = { version: 1, statistics: {}, accounts: { anna: {} } };
  await writeFile(join(dataDir, 'history.json'), JSON.stringify(known));
}

describe('a reading that came late', () => {
  it('is imported, also when the broker has taken its event before anybody looked', () =>
    withFolder(async (dataDir) => {
      await imported(dataDir);
      const { history, due, comesAndIsTold } = setUp(dataDir);
      history.look();

      comesAndIsTold(event('1', NOW - 30 * HOUR));
      history.look();

      await expect.poll(due).toEqual({ due: '2026-02-27' });
    }));

  it('is imported when it waited in the outbox at the start', () =>
    withFolder(async (dataDir) => {
      await imported(dataDir);
      const { history, due } = setUp(dataDir, [event('1', NOW - 30 * HOUR)]);

      history.look();

      await expect.poll(due).toEqual({ due: '2026-02-27' });
    }));

  it('is none that was taken in this hour', () =>
    withFolder(async (dataDir) => {
      await imported(dataDir);
      const { history, due, comesAndIsTold } = setUp(dataDir);
      history.look();

      comesAndIsTold(event('1', NOW - 60));
      comesAndIsTold(event('2', NOW - 40 * HOUR));

      await expect.poll(due).toEqual({ due: '2026-02-26' });
    }));

  it('makes everything due for an account that is new here', () =>
    withFolder(async (dataDir) => {
      const { history, due } = setUp(dataDir);

      history.look();

      await expect.poll(due).toEqual({ due: '0000-01-01' });
    }));
});
