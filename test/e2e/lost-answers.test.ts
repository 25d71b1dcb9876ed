import { describe, expect, it } from 'vitest';
import { nextWeighIn } from '../../src/demo/invented-people.js';
import { ANNA } from '../demo/helpers.js';
import { withings2mqtt } from '../process/world.js';
import { loggedIn, startedBridge } from './bridge.js';
import { mosquittoPub } from './clients.js';
import { startMosquitto } from './mosquitto.js';
import { startRelay } from './relay.js';

const SHORT_WAITS = { NODE_OPTIONS: `--import=${new URL('./short-waits.mjs', import.meta.url)}` };
const [PUBACK, SUBACK, UNSUBACK] = [0x40, 0x90, 0xb0];
const READING = 'withings/anna/reading';

describe('a broker that does not acknowledge', () => {
  it('one message is connected to anew, and tells of this and of the next weigh-ins', async () => {
    const broker = await startMosquitto();
    const relay = await startRelay(broker, 'mqtt');
    const url = `mqtt://127.0.0.1:${relay.port}`;
    const { cloud, program, sub } = await startedBridge(broker, { url, env: SHORT_WAITS });
    const anna = cloud.people.get(ANNA)!;
    const weighIn = async () => {
      const { grpid } = nextWeighIn(anna, Date.now());
      await mosquittoPub(broker, 'withings/bridge/request/refresh', '{"account":"anna"}');
      return (topic: string, payload: string) => topic === READING && payload.includes(`"group_id":"${grpid}"`);
    };

    relay.swallow(PUBACK, READING);
    const first = await weighIn();
    await sub.sees(({ topic, payload }) => first(topic, payload));
    const position = broker.log().length;
    await program.prints(
      /warn +no connection to the broker at \S+: it did not acknowledge a message on \S+ within 30 s/,
    );
    await broker.logs(/Sending SUBACK to withings2mqtt_/, position);
    const second = await weighIn();

    expect(await sub.sees(({ topic, payload }) => second(topic, payload))).toBeTruthy();
  });

  it.each([
    ['a subscription', SUBACK],
    ['the end of a subscription', UNSUBACK],
  ])('%s is connected to anew', async (what, kind) => {
    const broker = await startMosquitto();
    const relay = await startRelay(broker, 'mqtt');
    relay.swallow(kind);
    const { program, sub } = await startedBridge(broker, { url: `mqtt://127.0.0.1:${relay.port}`, env: SHORT_WAITS });

    expect(program.stderr()).toMatch(new RegExp(`warn .*did not acknowledge ${what} to \\S+ within 30 s`));
    expect(await sub.sees(({ topic }) => topic === 'withings/anna/weight')).toBeTruthy();
  });

  it('makes run --once say what it did not take', async () => {
    const broker = await startMosquitto();
    const relay = await startRelay(broker, 'mqtt');
    const { config } = await loggedIn({ brokerUrl: `mqtt://127.0.0.1:${relay.port}` });
    relay.swallow(PUBACK, 'withings/anna/weight', 'each');

    const program = withings2mqtt(['run', '--once', '-c', config], SHORT_WAITS);

    expect(await program.exit).toBe(1);
    expect(program.stderr()).toMatch(
      /error the broker at \S+ did not take everything in 30 s: \S+.* (is|are) left; look at its log, then run/,
    );
  });
});
