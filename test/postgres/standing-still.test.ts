import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/index.js';
import { testServer } from '../withings/support.js';
import { startPostgres } from './server.js';

const PROCESS = fileURLToPath(new URL('standing-still.mjs', import.meta.url));
const LOGIN = { userId: '7', accessToken: 'access', refreshToken: 'refresh', expiresAt: 5, scope: 'user.metrics' };

it('a process that stands still until another one has refreshed its login asks no more', async () => {
  const place = await startPostgres();
  onTestFinished(() => place.remove());
  const store = await openPostgresStore({ address: place.address, sleep: async () => {} });
  onTestFinished(() => store.close());
  await store.people.put('7', 'anna');
  await store.logins.save('7', LOGIN);
  const asked: (string | undefined)[] = [];
  const cloud = await testServer(
    (request, response) => {
      asked.push(request.url);
      request.resume().on('end', () => response.end('{"status":0,"body":{"nonce":"once"}}'));
    },
    { keepAliveTimeout: 60_000 },
  );

  const child = spawn(process.execPath, [PROCESS, place.address, cloud, '7'], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
  });
  await expect.poll(() => readFileSync(`/proc/${child.pid}/stat`, 'utf8')).toContain(') T ');
  await store.logins.exclusively('7', () => store.logins.save('7', { ...LOGIN, refreshToken: 'next', expiresAt: 9 }));
  child.kill('SIGCONT');

  await expect.poll(() => said).toContain('requesttoken given up before Withings answered');
  expect(asked).toEqual(['/v2/signature']);
});
