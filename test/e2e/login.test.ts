import { describe, expect, it } from 'vitest';
import { count, firstRound, startBridge } from './bridge.js';
import { mosquittoSub } from './clients.js';
import { startMosquitto } from './mosquitto.js';

const PASSWORD = 'p4ss "wört" $1';
const RIGHT = { users: { bridge: PASSWORD } };
const WRONG = { users: { bridge: 'another one' } };
const yaml = `  username: bridge
  password: ${JSON.stringify(PASSWORD)}
server:
  enabled: false
log:
  level: debug
`;

function expectNoPassword(output: string): void {
  expect(output).not.toContain(PASSWORD);
  expect(output).not.toContain(JSON.stringify(PASSWORD).slice(1, -1));
  expect(output).not.toContain(Buffer.from(PASSWORD).toString('base64'));
}

describe('a login at the broker', () => {
  it('that is right lets the bridge in', async () => {
    const broker = await startMosquitto(RIGHT);
    const { program } = await startBridge(broker.url, { yaml });

    await firstRound(await mosquittoSub(broker, ['withings/#'], { user: 'bridge', password: PASSWORD }));

    expect(broker.log()).toMatch(/New client connected from \S+ as \S+ \(p5, c1, k60, u'bridge'\)/);
    expectNoPassword(program.output());
  });

  it('that is wrong is in the log once, the bridge lives, and all is well when it has been put right', async () => {
    const broker = await startMosquitto(WRONG);
    const { program } = await startBridge(broker.url, { yaml });
    await program.prints(/error no connection .* refuses the login; check mqtt.username and mqtt.password/);
    await program.prints(/debug no connection .* refuses the login/);

    await broker.restart(RIGHT);
    await firstRound(await mosquittoSub(broker, ['withings/#'], { user: 'bridge', password: PASSWORD }));

    expect(count(program, /error .*refuses the login/)).toBe(1);
    expect(count(program, /info +connected to the broker/)).toBe(1);
    expectNoPassword(program.output());
  });

  it('that is missing is the same problem', async () => {
    const broker = await startMosquitto(RIGHT);
    const { program } = await startBridge(broker.url);

    await program.prints(/error no connection .* refuses the login; check mqtt.username and mqtt.password/);
  });
});
