import { expect, it } from 'vitest';
import { createSlowDown } from '../../src/http/slow-down.js';
import { createSessions } from '../../src/page/sessions.js';
import { createVirtualTime } from '../virtual-time.js';

const NAME = 'withings2mqtt-1';
const PLACE = { path: '/', secure: false };
const sent = (cookie: string) => cookie.split(';')[0]!;

it('of too many sessions the one goes that has not been used for longest', () => {
  const time = createVirtualTime();
  const sessions = createSessions(time.now, NAME);
  const cookies = Array.from({ length: 100 }, () => sent(sessions.open(PLACE)));
  expect(sessions.has(cookies[0])).toBe(true);

  sessions.open(PLACE);

  expect(cookies.map((cookie) => sessions.has(cookie)).indexOf(false)).toBe(1);
  expect(cookies.filter((cookie) => sessions.has(cookie))).toHaveLength(99);
});

it('a session is found among cookies of others, and of an older one of its name', () => {
  const sessions = createSessions(Date.now, NAME);
  const cookie = sent(sessions.open(PLACE));

  expect(sessions.has(`a=b; ${NAME}=old; ${cookie}; c`)).toBe(true);
  expect(sessions.has(`${NAME}=; ${NAME}`)).toBe(false);
  expect(sessions.has(undefined)).toBe(false);
});

it('whoever has not tried for a quarter of an hour begins anew', () => {
  const time = createVirtualTime();
  const slowDown = createSlowDown(time.now);
  for (let times = 0; times < 5; times++) slowDown.wrong('a');
  expect(slowDown.wait('a')).toBe(16_000);

  time.jump(900_000);
  slowDown.wrong('a');

  expect(slowDown.wait('a')).toBe(1000);
});

it('a clock that was set back holds nobody up for longer', () => {
  const time = createVirtualTime();
  const slowDown = createSlowDown(time.now);
  slowDown.wrong('a');

  time.jump(-3_600_000);

  expect(slowDown.wait('a')).toBe(1000);
});

it('of more than a thousand addresses those not known yet wait together, and those known by themselves', () => {
  const time = createVirtualTime();
  const slowDown = createSlowDown(time.now);
  for (let address = 0; address < 1000; address++) slowDown.wrong(String(address));

  expect([slowDown.wait('0'), slowDown.wait('new')]).toEqual([1000, 0]);
  slowDown.wrong('new');
  expect([slowDown.wait('new'), slowDown.wait('other')]).toEqual([1000, 1000]);
  slowDown.wrong('other');
  expect([slowDown.wait('newest'), slowDown.wait('0')]).toEqual([2000, 1000]);
  slowDown.right('0');
  expect(slowDown.wait('0')).toBe(2000);
});

it('a thousand addresses are forgotten when they have not tried for a quarter of an hour', () => {
  const time = createVirtualTime();
  const slowDown = createSlowDown(time.now);
  for (let address = 0; address < 1100; address++) slowDown.wrong(String(address));

  time.jump(900_000);
  slowDown.wrong('new');

  expect([slowDown.wait('new'), slowDown.wait('other')]).toEqual([1000, 0]);
});
