import { describe, expect, it } from 'vitest';
import { withings2mqtt } from '../process/world.js';
import { count, NO_SERVER, startBridge, startedBridge } from './bridge.js';
import { readRetainedLines } from './clients.js';
import { startMosquitto } from './mosquitto.js';

const NO_RETAINED = /it keeps no retained messages, which Home Assistant needs; turn them on there/;
const LOW_QOS = /it takes QoS 0 at most; set mqtt\.qos: 0/;

describe.each([5, 4])('over MQTT %i', (version) => {
  const env = { WITHINGS2MQTT_MQTT_PROTOCOL_VERSION: String(version) };

  it.each([
    ['keeps no retained messages', 'retain_available false', NO_RETAINED],
    ['takes QoS 0 only', 'max_qos 0', LOW_QOS],
  ])('a broker that %s: one error that says so and what to do, in check, too', async (_, line, words) => {
    const broker = await startMosquitto({ lines: [line] });
    const { config, program } = await startBridge(broker.url, { env, yaml: `${NO_SERVER}log:\n  level: debug\n` });

    await program.prints(new RegExp(`error no connection to the broker at \\S+: ${words.source}`));
    await program.prints(new RegExp(`debug no connection to the broker at \\S+: ${words.source}`));
    const check = withings2mqtt(['check', '-c', config], env);

    expect(await check.exit).toBe(1);
    expect(check.stdout()).toMatch(new RegExp(`FAIL {2}broker: mqtt:\\S+: ${words.source}`));
    expect(count(program, /error /)).toBe(1);
    expect(count(program, /warn /)).toBeLessThanOrEqual(version === 5 ? 0 : 1);
  });

  it('a broker that takes QoS 0 only works with mqtt.qos: 0', async () => {
    const broker = await startMosquitto({ lines: ['max_qos 0'] });

    const { config, program } = await startedBridge(broker, { env, yaml: `  qos: 0\n${NO_SERVER}` });
    expect(await readRetainedLines(broker, 'withings/anna/weight')).toEqual(['withings/anna/weight 70.25']);
    const check = withings2mqtt(['check', '-c', config], env);
    expect(await check.exit, check.output()).toBe(0);

    program.process.kill('SIGKILL');
    await program.exit;
    await broker.logs(/withings2mqtt_\w+ (closed its connection|disconnected)/);
    expect(await readRetainedLines(broker, 'withings/bridge/state')).toEqual(['withings/bridge/state offline']);
    expect(count(program, /(warn|error) /)).toBe(0);
  });
});
