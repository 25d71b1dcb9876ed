import { describe, expect, it, onTestFinished } from 'vitest';
import { startBroker } from '../../src/mqtt/embedded-broker.js';
import { subscriber } from '../process/world.js';
import { count, NO_SERVER, startBridge, startedBridge } from './bridge.js';
import { startMosquitto } from './mosquitto.js';
import { startProcess } from './processes.js';

describe('a broker', () => {
  // Mosquitto 2.0 speaks all versions and cannot be told not to.
  it('of MQTT 3.1.1 alone gets that, without a word of complaint', async () => {
    const broker = await startBroker({ port: 0 });
    onTestFinished(() => broker.close());
    const seen = await subscriber(broker.url, 'withings/#');

    const { program } = await startBridge(broker.url);

    expect(await seen.sees('withings/anna/weight', () => true)).toBe('70.25');
    expect(program.stderr()).toMatch(/info +connected to the broker at mqtt:\S+ \(MQTT 3\.1\.1\)/);
    expect(count(program, /(warn|error) /)).toBe(0);
  });

  it('of MQTT 5 gets 3.1.1 where the configuration says so', async () => {
    const broker = await startMosquitto();

    const { program } = await startedBridge(broker, { yaml: `  protocol_version: 4\n${NO_SERVER}` });

    expect(program.stderr()).toMatch(/info +connected to the broker at mqtt:\S+ \(MQTT 3\.1\.1\)/);
    expect(broker.log()).toMatch(/New client connected from \S+ as \S+ \(p2, c1, k60\)/);
  });

  it('that takes small messages only gets those, and the log says which one it did not get', async () => {
    const broker = await startMosquitto({ lines: ['max_packet_size 4000'] });

    const { program, sub } = await startedBridge(broker);

    expect(await sub.complete()).toContainEqual(
      expect.objectContaining({ topic: 'withings/anna/weight', payload: '70.25' }),
    );
    expect(program.stderr()).toMatch(/error .*homeassistant\/device\/withings_7001\/config.* larger/);
    expect(count(program, /no connection to the broker/)).toBe(0);
  });
});

describe('these tests', () => {
  it('say what to install where Mosquitto is not', async () => {
    await expect(startProcess('mosquitto', [], '/nowhere')).rejects.toThrow(
      'apt-get install mosquitto mosquitto-clients',
    );
  });
});
