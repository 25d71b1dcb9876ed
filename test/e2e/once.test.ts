import { describe, expect, it } from 'vitest';
import { demoPeople } from '../../src/demo/invented-people.js';
import { ANNA, person } from '../demo/helpers.js';
import { withings2mqtt } from '../process/world.js';
import { loggedIn, NO_SERVER } from './bridge.js';
import { takenFromBridge } from './broker-log.js';
import { mosquittoSub, readRetainedLines } from './clients.js';
import { startMosquitto } from './mosquitto.js';
import { everyMeasure } from './samples.js';

const KIB = 1024;

/** One round of the bridge with anna and ben, on a broker of its own. */
async function oneRound(yaml = '') {
  const broker = await startMosquitto();
  const { config } = await loggedIn({ brokerUrl: broker.url, yaml: `${yaml}${NO_SERVER}` });
  const program = withings2mqtt(['run', '--once', '-c', config]);
  expect(await program.exit, program.output()).toBe(0);
  return { broker, program };
}

describe('run --once on Mosquitto', () => {
  it('leaves what a person sees with mosquitto_sub -v', async () => {
    const { broker } = await oneRound();

    const lines = await readRetainedLines(broker, 'withings/#');

    expect(lines).toEqual(
      expect.arrayContaining([
        'withings/bridge/state offline',
        'withings/anna/availability online',
        'withings/anna/weight 70.25',
        'withings/anna/fat_mass_left_arm 5.21',
        'withings/anna/measure_4242 42',
        'withings/anna/bmi 24.308',
        'withings/device/d1/battery high',
        'withings/ben/availability online',
        'withings/ben/weight 176.3698',
      ]),
    );
    const [, attributes] = lines.map((line) => line.match(/^withings\/anna\/weight\/attributes (.*)/)).find(Boolean)!;
    expect(JSON.parse(attributes!)).toMatchObject({ value: 70.25, unit: 'kg', device_model: 'Body+', group_id: '12' });
  });

  it('announces each device to Home Assistant, each sensor on a topic that is there', async () => {
    const { broker } = await oneRound();
    const sub = await mosquittoSub(broker, ['#']);

    const messages = await sub.complete();

    const topics = new Set(messages.map(({ topic }) => topic));
    const devices = messages.filter(({ topic }) => topic.startsWith('homeassistant/'));
    expect(devices.map(({ topic }) => topic.split('/')[2]).sort()).toEqual([
      expect.stringMatching(/^withings2mqtt_/),
      `withings_${ANNA}`,
      'withings_7002',
      'withings_d1',
    ]);
    for (const { payload } of devices) {
      const { components, availability = [] } = JSON.parse(payload);
      const shown = Object.values<{ platform: string; state_topic?: string }>(components)
        // Events are not retained, and buttons have nothing to show.
        .filter(({ platform }) => platform !== 'event')
        .flatMap(({ state_topic }) => state_topic ?? []);
      const named = [...availability.map(({ topic }: { topic: string }) => topic), ...shown];
      expect(named.filter((topic) => !topics.has(topic))).toEqual([]);
    }
  });

  it.each([
    { yaml: '', qos: 1 },
    { yaml: '  qos: 0\n', qos: 0 },
    { yaml: '  qos: 2\n', qos: 2 },
  ])('sends everything retained and at QoS $qos, over MQTT 5', async ({ yaml, qos }) => {
    const { broker, program } = await oneRound(yaml);

    const messages = takenFromBridge(broker);

    expect(messages.length).toBeGreaterThan(30);
    expect(messages.filter((message) => message.qos !== qos || !message.retain)).toEqual([]);
    expect(program.stderr()).toMatch(/info .*connected to the broker at mqtt:\S+ \(MQTT 5\)/);
    expect(broker.log()).toMatch(/New client connected from \S+ as \S+ \(p5, c1, k60\)/);
    const sub = await mosquittoSub(broker, ['#']);
    const received = await sub.complete();
    expect(received.filter((message) => message.qos !== qos || !message.retain)).toEqual([]);
  });

  it('sends no message larger than 64 KiB, not even for somebody who has every measure', async () => {
    const broker = await startMosquitto();
    const people = [everyMeasure(ANNA), person(7002, 'ben')];
    const { config } = await loggedIn({ brokerUrl: broker.url, cloud: { people } });

    const program = withings2mqtt(['run', '--once', '-c', config]);
    expect(await program.exit, program.output()).toBe(0);

    const largest = takenFromBridge(broker).reduce((most, message) => (message.bytes > most.bytes ? message : most));
    expect(largest.topic).toBe(`homeassistant/device/withings_${ANNA}/config`);
    expect(largest.bytes).toBeLessThan(64 * KIB);
  });

  it('publishes two years of the demo people', async () => {
    const broker = await startMosquitto();
    const people = demoPeople(Date.now());
    const accounts = { anna: people[0]!.userid, ben: people[1]!.userid };
    const { config } = await loggedIn({ brokerUrl: broker.url, cloud: { people } }, accounts);

    const program = withings2mqtt(['run', '--once', '-c', config]);

    expect(await program.exit, program.output()).toBe(0);
    const lines = await readRetainedLines(broker, 'withings/+/weight', 'withings/+/availability');
    expect(lines).toHaveLength(4);
  });
});
