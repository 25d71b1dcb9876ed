import { describe, expect, it } from 'vitest';
import { count, NO_SERVER, startBridge, startedBridge } from './bridge.js';
import { createAuthority } from './certificates.js';
import { mosquittoSub } from './clients.js';
import { startMosquitto } from './mosquitto.js';

describe('a broker on websockets', () => {
  it('gets everything', async () => {
    const broker = await startMosquitto({ websockets: true });

    const { program, sub } = await startedBridge(broker);

    expect(sub.received().map(({ topic, payload }) => `${topic} ${payload}`)).toContain('withings/anna/weight 70.25');
    expect(program.stderr()).toMatch(/info +connected to the broker at ws:\S+ \(MQTT 5\)/);
    program.process.kill('SIGTERM');
    expect(await program.exit).toBe(0);
  });

  it('gets everything over TLS too', async () => {
    const authority = await createAuthority();
    const server = await authority.sign('server', 'IP:127.0.0.1');
    const broker = await startMosquitto({ websockets: true, tls: { ca: authority.ca, ...server } });

    const { program } = await startedBridge(broker, { yaml: `  ca: ${authority.ca}\n${NO_SERVER}` });

    expect(program.stderr()).toMatch(/info +connected to the broker at wss:\S+ \(MQTT 5\)/);
  });

  it('may go away and come back', async () => {
    const broker = await startMosquitto({ websockets: true });
    const { program } = await startedBridge(broker);

    await broker.stop();
    await program.prints(/warn +no connection to the broker/);
    await broker.restart();

    const sub = await mosquittoSub(broker, ['withings/anna/weight']);
    expect(await sub.sees(() => true)).toMatchObject({ payload: '70.25' });
    expect(count(program, /(warn|error) +no connection to the broker/)).toBe(1);
  });

  it('that is not there does not keep the bridge from stopping', async () => {
    const broker = await startMosquitto({ websockets: true });
    await broker.stop();
    const { program } = await startBridge(broker.url);
    await program.prints(/warn +no connection to the broker .*connection refused/);

    program.process.kill('SIGTERM');

    expect(await program.exit).toBe(0);
  });
});
