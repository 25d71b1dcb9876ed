import { expect, it } from 'vitest';
import { personTasks } from '../../src/bridge/person-tasks.js';
import { type FetchedFeed, NOTHING_ASKED } from '../../src/feeds/feed.js';
import type { PersonState } from '../../src/store/person-state.js';
import { TransportError } from '../../src/withings/errors.js';
import { sampleFeed } from '../feeds/samples.js';
import { setUp } from './person-sync-setup.js';

const withRecord = (id: string) => (state: PersonState) => ({
  ...state,
  records: { ...state.records, moods: [{ id } as never] },
});

/** A feed, and one that follows it; what the second one saw of the first. */
function world(second: () => Promise<unknown> = async () => {}) {
  const gate = { open: () => {} };
  const ids = ['a', 'b', 'b'];
  const seen: unknown[] = [];
  const moods = sampleFeed('moods', async () => {
    await new Promise<void>((resolve) => {
      gate.open = resolve;
    });
    return withRecord(ids.shift()!);
  });
  const nights: FetchedFeed = {
    ...sampleFeed('nights', async () => (state) => state),
    follows: 'moods',
    async fetch({ state }) {
      seen.push(state.records?.moods?.map(({ id }) => id));
      await second();
      return NOTHING_ASKED;
    },
  };
  return { ...setUp([moods, nights]), feeds: [moods, nights], gate, seen };
}

it('waits for a fetch under way of the feed that it follows, and sees what that one has brought', async () => {
  const { sync, gate, seen } = world();
  const fetches = [sync.fetch('moods', true), sync.fetch('nights', true)];
  expect([sync.underWay('nights'), seen]).toEqual([true, []]);

  gate.open();
  await Promise.all(fetches);

  expect([sync.underWay('nights'), seen]).toEqual([false, [['a']]]);
});

it('does not wait where nothing is under way', async () => {
  const { sync, seen } = world();
  await sync.fetch('nights', true);

  expect(seen).toEqual([undefined]);
});

it('counts for neither the login nor the last sync, and makes nobody whole or ill by itself', async () => {
  const { sync, gate, log } = world();
  const first = sync.fetch('nights', true);
  await first;
  expect([log, sync.complete(), sync.lastSync()]).toEqual([[], false, undefined]);

  const second = sync.fetch('moods', true);
  gate.open();
  await second;

  expect([sync.complete(), sync.lastSync()]).toEqual([true, sync.state().feeds.moods?.lastSuccess]);
});

it('leaves no trouble behind when nothing is left to be asked for', async () => {
  const answers = [() => Promise.reject(new TransportError('HTTP 502')), async () => {}];
  const { sync, log } = world(() => answers.shift()!());
  await sync.fetch('nights', true);
  expect(sync.state().feeds.nights).toEqual({ lastError: 'HTTP 502' });

  await sync.fetch('nights', true);

  expect([sync.state().feeds.nights, sync.problems().size, log]).toEqual([{}, 0, ['nights failed: HTTP 502']]);
});

it('is wanted when the feed that it follows has brought something by itself, and only then', async () => {
  const { sync, feeds, gate } = world();
  const wanted: string[] = [];
  const [moods, nights] = personTasks({
    ...{ account: 'anna', feeds, sync, start: undefined, interval: () => 1, onFetched: () => {} },
    onFollow: (keys) => void wanted.push(...keys),
  });
  const alone = async () => {
    const fetch = moods!.run(false);
    gate.open();
    await fetch;
  };
  await alone();
  expect(wanted).toEqual(['anna/nights']);

  const round = [moods!.run(false), nights!.run(false)];
  gate.open();
  await Promise.all(round);
  await alone();

  expect(wanted).toEqual(['anna/nights']);
});

it('is wanted, too, when it was under way before, and so has not seen what came', async () => {
  let goOn = () => {};
  const slow = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const { sync, feeds, gate, seen } = world(() => slow);
  const wanted: string[] = [];
  const [moods, nights] = personTasks({
    ...{ account: 'anna', feeds, sync, start: undefined, interval: () => 1, onFetched: () => {} },
    onFollow: (keys) => void wanted.push(...keys),
  });
  const earlier = nights!.run(false);
  await expect.poll(() => seen.length).toBe(1);
  const fetch = moods!.run(false);
  gate.open();
  await fetch;
  goOn();
  await earlier;

  expect([seen, wanted]).toEqual([[undefined], ['anna/nights']]);
});
