import { expect } from 'vitest';
import { nextWeighIn } from '../../src/demo/invented-people.js';
import { ANNA } from '../demo/helpers.js';
import { loginOf } from '../stored.js';
import { askRefresh, refresh } from './home.js';
import { type Program, type Subscriber, subscriber, type World, withings2mqtt, world } from './world.js';

export const QUICK_WAITS = { NODE_OPTIONS: `--import=${new URL('./quick-waits.mjs', import.meta.url)}` };

/** A bridge that has synced once, and what a test may do to it and ask of it. */
export interface Victim {
  readonly world: World;
  readonly program: Program;
  readonly seen: Subscriber;
  /** A round; gives what it has written into the log. */
  round(): Promise<string>;
  /** Fails unless it lives, every value is the one from before, and its refresh tokens work. */
  isUnharmed(name: string): Promise<void>;
  /** Fails unless a new weigh-in comes through, without a person. */
  recovers(name: string): Promise<void>;
}

/** What changes without a measure. */
const STATUS = /bridge\/|\/(last_sync|api_problem)(\/attributes)?$/;

export async function startVictim(apiUrl?: (cloudUrl: string) => Promise<string>): Promise<Victim> {
  const home = await world();
  await home.authorize();
  const url = apiUrl && { WITHINGS2MQTT_WITHINGS_API_URL: await apiUrl(home.cloud.url) };
  const program = withings2mqtt(['run', '-c', home.config], { ...QUICK_WAITS, ...url });
  const seen = await subscriber(home.brokerUrl, 'withings/#');
  await seen.sees('withings/bridge/info', (payload) => JSON.parse(payload).next_sync !== null);
  await refresh(seen);
  let messages = seen.messages.length;
  let ago = Date.now();

  return {
    ...{ world: home, program, seen },
    async round() {
      const before = program.stderr().length;
      await askRefresh(seen);
      return program.stderr().slice(before);
    },
    async isUnharmed(name) {
      expect(program.process.exitCode, `${name}\n${program.output()}`).toBe(null);
      const news = seen.messages.slice(messages).filter(({ topic }) => !STATUS.test(topic));
      expect(news, name).toEqual([]);
      for (const account of ['anna', 'ben']) {
        const login = await loginOf(home.data('.'), account);
        expect(home.cloud.isRefreshTokenAlive(login?.refreshToken ?? ''), `${name}: ${account}`).toBe(true);
      }
    },
    async recovers(name) {
      ago += 1000;
      const group = nextWeighIn(home.cloud.people.get(ANNA)!, ago);
      const { value, unit } = group.measures.find(({ type }) => type === 1)!;
      await refresh(seen);
      const taken = new Date(group.date * 1000).getTime();
      const payload = seen.payload('withings/anna/weight/attributes') ?? '{}';
      expect(JSON.parse(payload).value, name).toBe(Number(`${value}e${unit}`));
      expect(Date.parse(JSON.parse(payload).taken), name).toBe(taken);
      expect(seen.payload('withings/anna/availability'), name).toBe('online');
      expect(seen.payload('withings/anna/api_problem'), name).toBe('false');
      messages = seen.messages.length;
    },
  };
}
