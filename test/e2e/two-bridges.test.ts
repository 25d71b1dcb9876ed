import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { BEN } from '../demo/helpers.js';
import { notes } from '../process/notes.js';
import { type Program, withings2mqtt } from '../process/world.js';
import { count, loggedIn, startedBridge } from './bridge.js';
import { mosquittoPub, mosquittoSub, readRetainedLines } from './clients.js';
import { type Mosquitto, startMosquitto } from './mosquitto.js';

const SHORT_WAITS = { NODE_OPTIONS: `--import=${new URL('./short-waits.mjs', import.meta.url)}` };
const DEBUG = 'server:\n  enabled: false\nlog:\n  level: debug\n';
const OCCUPIED = /error another bridge is at work on the base topic withings: .*another mqtt\.base_topic.*stop/;
const QUESTION = /^withings\/bridge\/re(quest|sponse)\/health_check$/;

/** A bridge of somebody else, with an account of another name and a folder of its own, on the same base topic. */
async function second(broker: Mosquitto, yaml = DEBUG) {
  const world = await loggedIn({ brokerUrl: broker.url, yaml }, { carl: BEN });
  const config = await readFile(world.config, 'utf8');
  await writeFile(
    world.config,
    config.replace(/ {2}- name: anna\n {2}- name: ben\n {4}units: us\n/, '  - name: carl\n'),
  );
  return world;
}

/** What lies retained, without what changes by itself. */
async function retained(broker: Mosquitto): Promise<string[]> {
  const lines = await readRetainedLines(broker, 'withings/#', 'homeassistant/#');
  return lines.filter((line) => !/^withings\/(bridge\/info|\w+\/last_sync)/.test(line)).sort();
}

/** Its first round is over: the cloud has told it of goals and devices, too. */
async function fetched(program: Program): Promise<void> {
  for (const action of ['getmeas', 'getgoals', 'getdevice']) {
    await program.prints(new RegExp(`asked Withings account=carl \\S+ action=${action}`));
  }
}

describe('a second bridge on a base topic', () => {
  it.each([5, 4])('says so and publishes nothing, also after the broker was away (MQTT %i)', async (version) => {
    const broker = await startMosquitto({ persistence: true });
    const env = { WITHINGS2MQTT_MQTT_PROTOCOL_VERSION: String(version) };
    const first = await startedBridge(broker, { env, yaml: DEBUG });
    await first.sub.complete();
    const before = await retained(broker);
    const messages = first.sub.received().length;

    const { config } = await second(broker);
    const late = withings2mqtt(['run', '-c', config], env);
    await late.prints(OCCUPIED);
    await fetched(late);

    const since = (await first.sub.complete()).slice(messages).map(({ topic }) => topic);
    expect(since.filter((topic) => !QUESTION.test(topic))).toEqual([]);
    expect(await retained(broker)).toEqual(before);

    const position = broker.log().length;
    await broker.restart();
    await broker.logs(/(New client connected from \S+ as withings2mqtt_[\s\S]*){2}/, position);
    await first.program.prints(/connected to the broker[\s\S]*connected to the broker/);
    const sub = await mosquittoSub(broker, ['#']);
    await sub.sees(({ topic, payload }) => topic === 'withings/bridge/state' && payload === 'online');
    await mosquittoPub(broker, 'withings/bridge/request/refresh', '{"transaction":"after"}');
    await sub.sees(({ topic, payload }) => topic === 'withings/bridge/response/refresh' && payload.includes('after'));

    expect(await retained(broker)).toEqual(before);
    expect(count(late, /error /)).toBe(1);
    expect(count(first.program, /error /)).toBe(0);
  });

  it('leaves no last will: the first one is not shown as gone when the second one dies', async () => {
    const broker = await startMosquitto();
    const { sub } = await startedBridge(broker);
    const { config } = await second(broker);
    const position = broker.log().length;
    const late = withings2mqtt(['run', '-c', config]);
    await late.prints(OCCUPIED);
    await broker.logs(/New client connected from \S+ as withings2mqtt_[^\n]*\n[^\n]*No will message/, position);

    late.process.kill('SIGKILL');
    await late.exit;

    const states = (await sub.complete()).filter(({ topic }) => topic === 'withings/bridge/state');
    expect(states.map(({ payload }) => payload)).not.toContain('offline');
  });

  it('takes over when the first one is gone for good, and says so', async () => {
    const broker = await startMosquitto();
    const first = await startedBridge(broker);
    const { config } = await second(broker);
    const late = withings2mqtt(['run', '-c', config], SHORT_WAITS);
    await late.prints(OCCUPIED);

    first.program.process.kill('SIGTERM');
    await first.program.exit;

    expect(await first.sub.sees(({ topic }) => topic === 'withings/carl/weight')).toMatchObject({ payload: '80' });
    await late.prints(/info +the other bridge is gone; this one takes over/);
    await first.sub.sees(({ topic, payload }) => topic === 'withings/bridge/state' && payload === 'online');

    const back = withings2mqtt(['run', '-c', first.config]);
    await back.prints(OCCUPIED);
    expect(count(late, /error /)).toBe(1);
  });

  it('with --once says so, notes nothing, and ends with 1', async () => {
    const broker = await startMosquitto();
    await startedBridge(broker);
    const before = await retained(broker);
    const { config, data } = await second(broker);

    const program = withings2mqtt(['run', '--once', '-c', config]);

    expect(await program.exit, program.output()).toBe(1);
    expect(program.stderr()).toMatch(OCCUPIED);
    expect(await retained(broker)).toEqual(before);
    expect(await notes(data('.'))).toEqual([]);
  });

  it('is found by check, which says ok of the first one', async () => {
    const broker = await startMosquitto();
    const first = await startedBridge(broker);
    const { config } = await second(broker);

    const program = withings2mqtt(['check', '-c', config]);
    expect(await program.exit, program.output()).toBe(1);
    expect(program.stdout()).toMatch(
      /FAIL {2}broker: mqtt:\S+: another bridge is at work on the base topic withings: ./,
    );

    const ofFirst = withings2mqtt(['check', '-c', first.config]);
    expect(await ofFirst.exit, ofFirst.output()).toBe(0);
  });
});

describe('a bridge that finds what a dead one left', () => {
  it.each([
    [
      'that had no time for a last will',
      '{"version":"0.2.0","instance":"0badcafe","started":"2026-01-01T00:00:00.000Z","next_sync":null}',
    ],
    ['of version 0.1.0', '{"version":"0.1.0","started":"2026-01-01T00:00:00.000Z","next_sync":null}'],
  ])('%s goes to work', async (_, info) => {
    const broker = await startMosquitto();
    await mosquittoPub(broker, 'withings/bridge/state', 'online', { retain: true });
    await mosquittoPub(broker, 'withings/bridge/info', info, { retain: true });
    await mosquittoPub(broker, 'withings/dora/weight', '55', { retain: true });

    const { sub, program } = await startedBridge(broker);

    expect(sub.received().filter(({ topic }) => topic === 'withings/dora/weight')).toHaveLength(1);
    expect(count(program, /(warn|error) /)).toBe(0);
  });
});
