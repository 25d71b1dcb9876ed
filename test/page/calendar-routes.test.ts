import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import type { CalendarAnswer } from '../../src/page/api.js';
import { EMPTY_PERSON } from '../../src/store/person-state.js';
import { at } from '../feeds/cloud.js';
import { reading } from '../store/samples.js';
import { archiveHouse } from './archive-house.js';
import { livedHouse } from './lived-archive.js';

const SIGNED_IN = { authorization: 'Bearer correct horse' };
const BED = at('2026-09-29T22:00:00Z');
const UP = at('2026-09-30T05:00:00Z');
const RUN = at('2026-09-30T16:00:00Z');
const RUN_END = RUN + 1800;

async function calendarHouse(own: Parameters<typeof archiveHouse>[0] = {}) {
  const here = await archiveHouse(own);
  await here.put('sleep', [
    reading('sleep_start', UP, BED, 'n'),
    reading('sleep_end', UP, UP, 'n'),
    reading('sleep_total', UP, 6.5333, 'n'),
    reading('sleep_score', UP, 82, 'n'),
    reading('sleep_deep', UP, 0.75, 'n'),
  ]);
  await here.put('workouts', [
    reading('workout_start', RUN_END, RUN, 'w'),
    reading('workout_end', RUN_END, RUN_END, 'w'),
    reading('workout_type', RUN_END, 'table_tennis', 'w'),
    reading('workout_distance', RUN_END, 5234, 'w'),
    reading('workout_active_calories', RUN_END, 310, 'w'),
  ]);
  const post = (account: string, payload: object | undefined = {}) =>
    here.app.inject({ method: 'POST', url: `/api/people/${account}/calendar`, payload, headers: SIGNED_IN });
  const address = async (payload: object = {}) => `/${(await post('anna', payload)).json<CalendarAnswer>().path}`;
  return { ...here, post, address };
}

const eventsIn = (text: string) =>
  new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((one) => {
    const event = new ICAL.Event(one);
    return {
      uid: event.uid,
      summary: event.summary,
      description: event.description,
      from: event.startDate.toUnixTime(),
      to: event.endDate.toUnixTime(),
    };
  });

describe('the calendar of an account', () => {
  it('has nights and workouts, in words, with times of their own', async () => {
    const { address, get } = await calendarHouse();

    const { body, headers, status } = await get(await address());

    expect([status, headers['content-type']]).toEqual([200, 'text/calendar; charset=utf-8']);
    expect(body).toContain('X-WR-CALNAME:Anna (Withings)\r\n');
    expect(eventsIn(body)).toEqual([
      {
        ...{ uid: expect.stringMatching(/^night-2026-09-30-[0-9a-f]{12}@withings2mqtt$/), from: BED, to: UP },
        summary: 'Sleep, 6 h 32 min, 82 points',
        description: 'Sleep total: 6 h 32 min\nSleep score: 82 points\nSleep deep: 45 min',
      },
      {
        ...{ uid: expect.stringMatching(/^workout-w-[0-9a-f]{12}@withings2mqtt$/), from: RUN, to: RUN_END },
        summary: 'Table tennis, 5.2 km, 310 kcal',
        description: 'Workout distance: 5.2 km\nWorkout active calories: 310 kcal',
      },
    ]);
    expect((await get(await address())).body).toBe(body);
  });

  it('knows a night by the day it was where it was slept, wherever the person is by now', async () => {
    const { address, get, put, house } = await calendarHouse();
    const start = { ...reading('sleep_start', UP + 86_400, BED + 86_400, 'm'), zone: 'Europe/Berlin' };
    await put('sleep', [start, reading('sleep_end', UP + 86_400, UP + 86_400, 'm')]);
    const uids = async () => eventsIn((await get(await address())).body).map(({ uid }) => uid);
    const before = await uids();
    house.become('anna', { userId: '7', state: { ...EMPTY_PERSON, zone: 'America/Los_Angeles' } });

    const after = await uids();

    expect(before.at(-1)).toMatch(/^night-2026-10-01-/);
    expect(after.at(-1)).toBe(before.at(-1));
  });

  it('has one night a day, the longest, also of somebody who travels', async () => {
    const { address, get, put } = await calendarHouse();
    const late = UP + 12 * 3600;
    await put('sleep', [reading('sleep_start', late, late - 4 * 3600, 'm'), reading('sleep_total', late, 4, 'm')]);

    const nights = eventsIn((await get(await address())).body).filter(({ uid }) => uid.startsWith('night-'));

    expect(nights.map(({ from, to }) => [from, to])).toEqual([[BED, UP]]);
  });

  it('is in miles where the account is', async () => {
    const { address, get } = await calendarHouse({ units: 'us' });

    expect((await get(await address())).body).toContain('SUMMARY:Table tennis\\, 3.3 mi\\, 310 kcal');
  });

  it('has an address that stays until it is renewed, and is hidden from the log', async () => {
    const { address, get, hidden } = await calendarHouse();
    const [first, again] = await Promise.all([address(), address()]);
    const renewed = await address({ renew: true });

    expect(first).toMatch(/^\/calendar\/[\w-]{32}\/anna\.ics$/);
    expect([again, await address()]).toEqual([first, renewed]);
    expect(renewed).not.toBe(first);
    expect([(await get(first)).status, (await get(renewed)).status]).toEqual([404, 200]);
    expect(hidden).toEqual(expect.arrayContaining([first, renewed].map((path) => path.split('/')[2])));
  });

  it('is there for nobody else, and says not even whose it is', async () => {
    const { address, get, put } = await calendarHouse();
    await put('measures', []);
    const own = await address();
    const [, , secret] = own.split('/');

    for (const path of [
      `/calendar/${secret}/ben.ics`,
      `/calendar/${secret}/nobody.ics`,
      `/calendar/${secret!.slice(1)}/anna.ics`,
      `/calendar/${secret!.toLowerCase()}x/anna.ics`,
      '/calendar/x/anna.ics',
      `/calendar/${secret}/..%2Fanna.ics`,
    ]) {
      const { status, json } = await get(path);
      expect([path, status, json().code]).toEqual([path, 404, 'not_found']);
    }
  });

  it('needs no password where the page has one, but a name of the page', async () => {
    const { address, get, app } = await calendarHouse({ page: '{ password: "correct horse" }' });
    const own = await address();

    expect((await get(own)).status).toBe(200);
    expect((await get('/api/people/anna/nights')).status).toBe(401);
    expect((await app.inject({ url: own, headers: { host: 'evil.example' } })).statusCode).toBe(421);
    expect((await app.inject({ method: 'POST', url: '/api/people/anna/calendar', payload: {} })).statusCode).toBe(401);
  });

  it('goes with the person', async () => {
    const { address, get, store } = await calendarHouse();
    const own = await address();
    await store.people.remove('7');

    expect((await get(own)).status).toBe(404);
  });

  it('is refused for an account that nobody is connected to, and for what is no question', async () => {
    const { post } = await calendarHouse();

    for (const [account, payload, status, code] of [
      ['ben', {}, 409, 'nothing_yet'],
      ['nobody', {}, 404, 'unknown_account'],
      ['anna', { renew: 'yes' }, 400, 'bad_request'],
      ['anna', [], 400, 'bad_request'],
    ] as const) {
      const answer = await post(account, payload);
      expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    }
  });

  it('has the demo’s last months, each thing once', async () => {
    const { app, get, anna } = await livedHouse();
    const { path } = (
      await app.inject({ method: 'POST', url: '/api/people/anna/calendar', payload: {} })
    ).json<CalendarAnswer>();

    const events = eventsIn((await get(`/${path}`)).body);

    expect(new Set(events.map(({ uid }) => uid)).size).toBe(events.length);
    expect(events.filter(({ uid }) => uid.startsWith('workout-'))).toHaveLength(anna.workouts!.length);
    expect(events.filter(({ uid }) => uid.startsWith('night-')).length).toBeGreaterThan(100);
    expect(events.every(({ to, from }) => to > from)).toBe(true);
  });
});
