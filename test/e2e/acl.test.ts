import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { folder, withings2mqtt } from '../process/world.js';
import { count, firstRound, startBridge } from './bridge.js';
import { mosquittoPub, mosquittoSub } from './clients.js';
import { startMosquitto } from './mosquitto.js';

const EXAMPLE = fileURLToPath(new URL('../../docs/mosquitto.acl', import.meta.url));
const BRIDGE = { user: 'withings2mqtt', password: 'one' };
const HOME_ASSISTANT = { user: 'homeassistant', password: 'two' };
const yaml = `  username: ${BRIDGE.user}
  password: ${BRIDGE.password}
server:
  enabled: false
log:
  level: debug
`;

function brokerWith(acl: string) {
  const users = { [BRIDGE.user]: BRIDGE.password, [HOME_ASSISTANT.user]: HOME_ASSISTANT.password };
  return startMosquitto({ acl, users });
}

async function aclFile(...lines: readonly string[]): Promise<string> {
  const path = join(await folder(), 'acl');
  await writeFile(path, `${lines.join('\n')}\n`, { mode: 0o600 });
  return path;
}

describe('docs/mosquitto.acl', () => {
  it('lets the bridge and Home Assistant do all they want to do', async () => {
    const broker = await brokerWith(EXAMPLE);
    const sub = await mosquittoSub(broker, ['withings/#', 'homeassistant/#'], HOME_ASSISTANT);
    const { program } = await startBridge(broker.url, { yaml });
    await firstRound(sub);
    const before = sub.received().length;

    await mosquittoPub(broker, 'withings/bridge/request/refresh', '{}', HOME_ASSISTANT);
    await sub.sees(({ topic }) => topic === 'withings/bridge/response/refresh');
    await mosquittoPub(broker, 'homeassistant/status', 'online', HOME_ASSISTANT);
    await sub.sees(({ topic }) => topic === 'withings/anna/weight/attributes', before);

    expect(sub.received().filter(({ topic }) => topic.startsWith('homeassistant/device/')).length).toBeGreaterThan(3);
    expect(broker.log()).not.toMatch(/Denied/);
    expect(count(program, /(warn|error) /)).toBe(0);
  });

  it('lets the bridge clear what it left', async () => {
    const broker = await brokerWith(EXAMPLE);
    const sub = await mosquittoSub(broker, ['withings/#'], HOME_ASSISTANT);
    const { config, program } = await startBridge(broker.url, { yaml });
    await firstRound(sub);
    program.process.kill('SIGTERM');
    await program.exit;
    await writeFile(config, (await readFile(config, 'utf8')).replace('  - name: anna\n', ''));

    withings2mqtt(['run', '-c', config]);

    expect(await sub.sees(({ topic, payload }) => topic === 'withings/anna/weight' && payload === '')).toBeTruthy();
  });

  it('lets the bridge write nowhere else', async () => {
    const broker = await brokerWith(EXAMPLE);

    await mosquittoPub(broker, 'homeassistant/status', 'online', BRIDGE);
    await mosquittoPub(broker, 'zigbee2mqtt/lamp', 'off', BRIDGE);

    expect(broker.log().match(/Denied PUBLISH/g)).toHaveLength(2);
  });
});

describe('an ACL that forbids reading', () => {
  it('costs one warning; everything is published all the same', async () => {
    const acl = await aclFile(
      `user ${BRIDGE.user}`,
      'topic write withings/#',
      'topic write homeassistant/device/+/config',
      `user ${HOME_ASSISTANT.user}`,
      'topic read #',
    );
    const broker = await brokerWith(acl);
    const sub = await mosquittoSub(broker, ['withings/#', 'homeassistant/#'], HOME_ASSISTANT);
    const { program } = await startBridge(broker.url, { yaml });
    await sub.sees(({ topic }) => topic === 'withings/anna/weight');
    await sub.sees(({ topic }) => topic === 'withings/bridge/info');
    await sub.sees(({ topic }) => topic === 'homeassistant/device/withings_7001/config');

    // The mark that it looks for, and once more since nobody knows whether that arrived.
    await broker.logs(/(Received PUBLISH [^\n]*'withings\/bridge\/state'[\s\S]*){2}/);
    await program.prints(/warn +cannot read from the broker/);
    expect(count(program, /(warn|error) /)).toBe(1);
  });
});

describe('an ACL that forbids writing', () => {
  it('that is mended while the connection lasts leaves nothing behind, and no request is told before that it was done', async () => {
    const reads = [`user ${HOME_ASSISTANT.user}`, 'topic readwrite #'];
    const acl = await aclFile(`user ${BRIDGE.user}`, 'topic readwrite withings/bridge/#', 'topic read #', ...reads);
    const broker = await brokerWith(acl);
    const sub = await mosquittoSub(broker, ['withings/#', 'homeassistant/#'], HOME_ASSISTANT);
    const { program } = await startBridge(broker.url, { yaml });
    await program.prints(/error .*refuses a message on \S+: .*not authorized/i);
    await sub.sees(({ topic }) => topic === 'withings/bridge/info');
    const rediscover = () => mosquittoPub(broker, 'withings/bridge/request/rediscover', '{}', HOME_ASSISTANT);
    const isAnswer = ({ topic }: { topic: string }) => topic === 'withings/bridge/response/rediscover';
    await rediscover();
    expect((await sub.sees(isAnswer)).payload).toMatch(/"status":"error".*see what its ACL lets this user write/);
    const before = sub.received().length;

    await writeFile(acl, [`user ${BRIDGE.user}`, 'topic readwrite #', ...reads, ''].join('\n'));
    broker.reload();
    await broker.logs(/Reloading config/);
    await rediscover();

    expect((await sub.sees(isAnswer, before)).payload).toContain('"status":"ok"');
    await sub.sees(({ topic }) => topic === 'withings/anna/weight');
    await sub.sees(({ topic }) => topic === 'withings/anna/height');
    await sub.sees(({ topic }) => topic === 'homeassistant/device/withings_7001/config');
    await program.prints(/info .*takes a message again that it refused/);
  });

  it('costs one error, not one a topic', async () => {
    const broker = await brokerWith(await aclFile(`user ${BRIDGE.user}`, 'topic readwrite withings/bridge/#'));

    const { program } = await startBridge(broker.url, { yaml });
    await program.prints(/debug .*refuses a message on withings\/ben\/last_sync/);

    expect(program.stderr()).toMatch(/error .*refuses a message on \S+: .*not authorized.*see what its ACL/i);
    expect(count(program, /error .*refuses a message/)).toBe(1);
  });
});
