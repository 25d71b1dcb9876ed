import { beforeEach, expect, it } from 'vitest';
import { demoPeople, nextWeighIn } from '../../src/demo/invented-people.js';
import { ANNA } from '../demo/helpers.js';
import { subscriber, withings2mqtt, world } from '../process/world.js';
import { house } from '../soak/house.js';
import { loginOf } from '../stored.js';
import { fillDisk, needStrace } from './strace.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 9, 20, 3);
const WEIGHT = 1;

beforeEach(needStrace);

it('a disk that is full for nine hours costs no login, and the bridge goes on by itself when there is room', {
  timeout: 300_000,
}, async () => {
  const home = await house({ start: START, people: demoPeople(START), seed: 1, webhooks: false });
  const { time, cloud, broker } = home;
  const anna = [...cloud.people.values()][0]!;
  const weighIn = () => {
    const rows = nextWeighIn(anna, time.now()).measures.filter(({ type }) => type === WEIGHT);
    return rows.map(({ value, unit }) => Number(`${value}e${unit}`))[0];
  };
  const shown = () => Number(broker.retained.get('withings/anna/weight'));
  const refreshes = () => cloud.requests.filter(({ path }) => path === '/v2/oauth2').length;
  const program = await home.start();
  await time.pass(HOUR);

  const makeRoom = await fillDisk(program.process.pid!, home.dataDir);
  const [before, soon] = [refreshes(), weighIn()];
  await time.pass(HOUR);
  expect(shown(), 'what is new is shown as long as the access token lives').toBe(soon);
  await time.pass(3 * HOUR);
  const late = weighIn();
  await time.pass(5 * HOUR);
  expect(refreshes(), 'a pair that cannot be stored is not asked for').toBe(before);
  expect(shown()).toBe(soon);
  expect(broker.retained.get('withings/anna/availability')).toBe('online');

  await makeRoom();
  await time.pass(HOUR);
  expect(shown()).toBe(late);
  for (const account of ['anna', 'ben']) expect(await home.isLoginAlive(account)).toBe(true);
  const troubles = home.lines().filter((line) => / (warn|error) /.test(line));
  expect(troubles.filter((line) => line.includes('withings2mqtt auth'))).toEqual([]);
  expect(troubles.length, troubles.join('\n')).toBeLessThan(30);
});

it('a pair of tokens that could not be stored is kept for nine hours, and stored first', {
  timeout: 60_000,
}, async () => {
  let ahead = 0;
  const here = await world({
    cloud: { clock: () => Date.now() + ahead },
    yaml: 'homeassistant: { enabled: false }\nserver: { enabled: false }\n',
  });
  const { cloud } = here;
  await here.authorize();
  const seen = await subscriber(here.brokerUrl, 'withings/#');
  const program = withings2mqtt(['run', '-c', here.config]);
  await seen.sees('withings/bridge/info', (payload) => JSON.parse(payload).next_sync !== null);
  const refreshes = () => cloud.requests.filter(({ path }) => path === '/v2/oauth2').length;
  const refresh = async (transaction: string) => {
    await seen.client.publishAsync('withings/bridge/request/refresh', JSON.stringify({ transaction }));
    const answer = await seen.sees(
      'withings/bridge/response/refresh',
      (payload) => JSON.parse(payload).transaction === transaction,
    );
    return JSON.parse(answer).status;
  };
  const refreshTokens = async () =>
    [await loginOf(here.data('.'), 'anna'), await loginOf(here.data('.'), 'ben')].map((login) => login!.refreshToken);

  // The disk is full when the answer comes, and was not when the question went out.
  const before = refreshes();
  cloud.expireAccessTokens();
  cloud.fault({ kind: 'slow', path: '/v2/oauth2', bytes: 4, pauseMs: 50, times: 2 });
  const refused = refresh('full');
  await expect.poll(refreshes).toBe(before + 2);
  const makeRoom = await fillDisk(program.process.pid!, here.data('.'));
  expect(await refused).toBe('error');
  expect(program.output()).toContain('the disk is full');

  ahead = 9 * HOUR;
  expect((await refreshTokens()).map(cloud.isRefreshTokenAlive)).toEqual([false, false]);
  expect(await refresh('still full')).toBe('error');
  expect(refreshes()).toBe(before + 2);

  await makeRoom();
  const { grpid } = nextWeighIn(cloud.people.get(ANNA)!, Date.now());
  expect(await refresh('room')).toBe('ok');
  expect((await refreshTokens()).map(cloud.isRefreshTokenAlive)).toEqual([true, true]);
  await seen.sees('withings/anna/weight/attributes', (payload) => JSON.parse(payload).group_id === String(grpid));
});
