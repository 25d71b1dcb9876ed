import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { appWorld } from '../process/app-world.js';
import { startMosquitto } from './mosquitto.js';
import { startProcess } from './processes.js';

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

it.each([
  ['apparmor_parser', ['--skip-kernel-load', '--skip-cache', path('app/withings2mqtt/apparmor.txt')]],
  ['hadolint', [path('Dockerfile')]],
])('%s has nothing to say', async (command, args) => {
  const running = await startProcess(command, args);

  expect(await running.exit, running.output()).toBe(0);
  expect(
    running
      .output()
      .replaceAll(/^Cache read\/write disabled.*$/gm, '')
      .trim(),
  ).toBe('');
});

it('says once that the password which the Supervisor tells is wrong', async () => {
  const broker = await startMosquitto({ users: { addons: 'right-password' } });
  const service = { host: '127.0.0.1', port: broker.port, username: 'addons', password: 'wrong-password' };
  const app = await appWorld({ mqtt: service });
  await app.authorize();

  const bridge = app.run(['run']);

  await bridge.prints(/ error .*it refuses the login; check mqtt\.username and mqtt\.password/);
  bridge.process.kill('SIGTERM');
  expect(await bridge.exit).toBe(0);
  expect(bridge.output()).not.toContain('wrong-password');
});
