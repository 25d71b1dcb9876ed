import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { Person, SleepRow } from '../../src/demo/cloud.js';
import { demoPeople, nextEcg, nextWeighIn, nextWorkout } from '../../src/demo/invented-people.js';
import { createRandom } from '../../src/demo/random.js';
import { sleepSummary } from '../../src/demo/sleep-summary.js';
import { createZone } from '../../src/demo/wall-clock.js';
import { nextNight } from '../cloud/next-night.js';
import { ANNA } from '../demo/helpers.js';
import { type Home, home, refresh, stop } from './home.js';
import type { Subscriber } from './world.js';

const TOPIC = 'withings/anna/reading';
const ZONE = createZone('Europe/Amsterdam');
const DAY = 86_400;

interface Event {
  readonly event_type: string;
  readonly taken: string;
  readonly device_model: string | null;
  readonly attribution: string | null;
  readonly group_id: string | null;
  readonly metrics: Readonly<Record<string, { readonly value: unknown; readonly unit: string | null }>>;
}

const events = ({ messages }: Subscriber): Event[] =>
  messages.filter(({ topic }) => topic === TOPIC).map(({ payload }) => JSON.parse(payload));

/** Anna as she was two days ago, so that everything of today is new. */
function annaOfOld(): Person {
  const [anna] = demoPeople(Date.now() - 2 * DAY * 1000);
  return { ...anna!, userid: ANNA };
}

/** Forty minutes yesterday afternoon, that the cloud knows only now. */
function addNap(person: Person): SleepRow {
  const end = ZONE.at(ZONE.dateOf(Date.now() / 1000 - DAY), 14.5);
  const last = person.sleeps!.at(-1)!;
  const created = Math.floor(Date.now() / 1000);
  const nap = {
    ...last,
    ...{ id: last.id + 1000, startdate: end - 2400, enddate: end, date: ZONE.dateOf(end) },
    ...{ created, modified: created, data: sleepSummary(2400, createRandom(1)) },
  };
  person.sleeps!.push(nap);
  return nap;
}

const iso = (seconds: number) =>
  DateTime.fromSeconds(seconds, { zone: ZONE.name }).toISO({ suppressMilliseconds: true });
const ONLY_ANNA = { accounts: '  - name: anna' };

/** Tells the bridge of a new weigh-in, as Withings does; resolves with the id of its group. */
async function weighIn(here: Home): Promise<string> {
  const group = nextWeighIn(here.cloud.people.get(ANNA)!, Date.now());
  await here.notify(ANNA, 1);
  return String(group.grpid);
}

const outbox = async (here: Home) => ((await here.state('anna')).outbox ?? []).map(({ groupId }) => groupId);

describe('a reading that is new', () => {
  it('is told once, in full; the history of the first sync is not, and nothing is after a restart', async () => {
    const anna = annaOfOld();
    const here = await home({ people: [anna], logins: { anna: ANNA } });
    const seen = await here.watch();
    const first = await here.run(ONLY_ANNA);
    await first.synced(seen);
    await refresh(seen);
    const before = events(seen);

    const group = nextWeighIn(anna, Date.now());
    const night = nextNight(anna, Date.now());
    const nap = addNap(anna);
    const workout = nextWorkout(anna, Date.now());
    const ecg = nextEcg(anna, Date.now());
    await refresh(seen);
    await refresh(seen);
    await stop(first);
    const second = await here.run(ONLY_ANNA);
    await second.synced(seen);
    await refresh(seen);
    // Its last word comes after all that it has told.
    await stop(second);
    await seen.sees('withings/bridge/state', (payload) => payload === 'offline');

    expect(before).toEqual([]);
    const told = events(seen);
    const find = (type: string, id: number | undefined) =>
      told.find((event) => event.event_type === type && event.group_id === String(id));
    // The ECG is a group of measures, too.
    expect(told.map(({ event_type }) => event_type).sort()).toEqual([
      'ecg',
      'measure',
      'measure',
      'nap',
      'sleep',
      'workout',
    ]);
    const { value, unit } = group.measures.find(({ type }) => type === 1)!;
    expect(find('measure', group.grpid)).toMatchObject({
      taken: iso(group.date),
      device_model: 'Body Scan',
      attribution: expect.stringMatching(/device/),
      metrics: { weight: { value: Number(`${value}e${unit}`), unit: 'kg' } },
    });
    expect(find('sleep', night.id)).toMatchObject({
      taken: iso(night.enddate),
      metrics: {
        sleep_start: { value: iso(night.startdate), unit: null },
        sleep_score: { value: night.data.sleep_score, unit: 'points' },
      },
    });
    expect(find('nap', nap.id)).toMatchObject({ taken: iso(nap.enddate), metrics: { nap_start: { unit: null } } });
    expect(find('workout', workout.id)).toMatchObject({
      metrics: { workout_start: { value: iso(workout.startdate), unit: null }, workout_duration: { unit: 'min' } },
    });
    expect(find('ecg', ecg.ecg?.signalid)).toMatchObject({
      taken: iso(ecg.timestamp),
      metrics: { ecg_heart_rate: { value: ecg.heart_rate, unit: 'bpm' } },
    });
    expect(seen.messages.filter(({ topic, retained }) => topic === TOPIC && retained)).toEqual([]);
  });

  it('while the broker is away is told when it is back, the oldest first', async () => {
    const here = await home();
    const seen = await here.watch();
    await (await here.run()).synced(seen);
    await here.broker.shut();

    const first = await weighIn(here);
    await expect.poll(() => outbox(here), { timeout: 10_000 }).toEqual([first]);
    const second = await weighIn(here);
    await expect.poll(() => outbox(here), { timeout: 10_000 }).toEqual([first, second]);
    await here.broker.open();
    await expect.poll(() => events(seen).length, { timeout: 20_000 }).toBe(2);
    await refresh(seen);

    expect(events(seen).map(({ group_id }) => group_id)).toEqual([first, second]);
    await expect.poll(() => outbox(here), { timeout: 10_000 }).toEqual([]);
  });

  it.each([
    ['takes its time', async ({ broker }: Home) => broker.release()],
    [
      'goes away before it has taken one',
      async ({ broker }: Home) => {
        await broker.shut();
        broker.lose();
        await broker.open();
      },
    ],
  ])('after another one is told, too, when the broker %s', async (_, goOn) => {
    const here = await home();
    const seen = await here.watch();
    await (await here.run()).synced(seen);
    const held = here.broker.hold(TOPIC);

    const first = await weighIn(here);
    await held;
    const second = await weighIn(here);
    await expect.poll(() => outbox(here), { timeout: 10_000 }).toEqual([first, second]);
    await goOn(here);

    await expect.poll(() => events(seen).length, { timeout: 10_000 }).toBe(2);
    expect(events(seen).map(({ group_id }) => group_id)).toEqual([first, second]);
    await expect.poll(() => outbox(here), { timeout: 10_000 }).toEqual([]);
  });

  it('is told by the next start when the bridge dies before the broker has taken it, and then no more', async () => {
    const here = await home();
    const seen = await here.watch();
    const first = await here.run();
    await first.synced(seen);
    const held = here.broker.hold(TOPIC);

    const id = await weighIn(here);
    expect(JSON.parse(await held)).toMatchObject({ group_id: id });
    expect(await outbox(here)).toEqual([id]);
    first.process.kill('SIGKILL');
    await first.exit;
    here.broker.lose();
    for (let start = 0; start < 2; start++) {
      const again = await here.run();
      await again.synced(seen);
      await refresh(seen);
      await stop(again);
    }

    expect(events(seen).map(({ group_id }) => group_id)).toEqual([id]);
    expect(await outbox(here)).toEqual([]);
  });
});
