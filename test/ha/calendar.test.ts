import { expect, it } from 'vitest';
import type { CalendarAnswer } from '../../src/page/api.js';
import { freePort } from '../process/port.js';
import { openHouse } from './house.js';

const DAY = 86_400_000;
const WITHIN = { timeout: 20_000, interval: 250 };

interface Flow {
  readonly type: string;
  readonly flow_id: string;
  readonly errors?: object;
}

interface Shown {
  readonly summary: string;
  readonly description: string | null;
  readonly start: { readonly dateTime: string };
  readonly end: { readonly dateTime: string };
}

it('nights and workouts are in a calendar of Home Assistant, by its integration Remote Calendar', async () => {
  const { ha, anna, startBridge } = await openHouse();
  const port = await freePort();
  await startBridge({ WITHINGS2MQTT_PAGE_ENABLED: 'true', WITHINGS2MQTT_PAGE_PORT: String(port) });
  const base = `http://127.0.0.1:${port}`;
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(`${base}/api/people/anna/calendar`, { method: 'POST', headers, body: '{}' });
  const { path } = (await reply.json()) as CalendarAnswer;

  const flows = '/api/config/config_entries/flow';
  const { flow_id } = await ha.rest<Flow>('POST', flows, { handler: 'remote_calendar' });
  const added = await ha.rest<Flow>('POST', `${flows}/${flow_id}`, {
    ...{ calendar_name: 'Anna Withings', url: `${base}/${path}`, verify_ssl: true },
  });
  expect([added.type, added.errors]).toEqual(['create_entry', undefined]);

  const [start, end] = [Date.now() - 30 * DAY, Date.now() + DAY].map((time) => new Date(time).toISOString());
  const shown = () =>
    ha.rest<Shown[]>('GET', `/api/calendars/calendar.anna_withings?start=${start}&end=${end}`).catch(() => []);
  await expect.poll(async () => (await shown()).length, WITHIN).toBeGreaterThan(20);
  const events = await shown();

  const last = anna.workouts!.at(-1)!;
  const workout = events.find((event) => Date.parse(event.start.dateTime) === last.startdate * 1000);
  expect(Date.parse(workout!.end.dateTime)).toBe(last.enddate * 1000);
  expect(workout!.summary).toMatch(/^[A-Z][a-z ]+, [\d.]+ (km|m|kcal)/);
  const nights = events.filter(({ summary }) => summary.startsWith('Sleep, '));
  expect(nights.length).toBeGreaterThan(20);
  expect(nights[0]).toMatchObject({
    summary: expect.stringMatching(/^Sleep, \d+ h \d+ min, \d+ points$/),
    description: expect.stringContaining('\nSleep score: '),
  });
  expect(await ha.complaints()).toEqual([]);
});
