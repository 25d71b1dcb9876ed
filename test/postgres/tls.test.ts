import { chownSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/index.js';
import { createAuthority } from '../e2e/certificates.js';
import { type PostgresServer, serverUser, startServer } from './own-server.js';

let server: PostgresServer | undefined;
afterEach(() => server?.remove());

async function opens(address: string): Promise<string> {
  try {
    const store = await openPostgresStore({ address, sleep: async () => {} });
    await store.close();
    return 'yes';
  } catch (error) {
    return String(error);
  }
}

it('TLS comes by the address, and trusts nobody else', async () => {
  const authority = await createAuthority();
  const other = await createAuthority();
  const pair = await authority.sign('server', 'IP:127.0.0.1');
  server = await startServer();
  const { folder, newDatabase, admin } = server;
  const { uid, gid } = serverUser();
  for (const [from, name] of [
    [pair.cert, 'server.crt'],
    [pair.key, 'server.key'],
  ] as const) {
    const to = join(folder, 'data', name);
    copyFileSync(from, to);
    if (uid !== undefined && gid !== undefined) chownSync(to, uid, gid);
  }
  const address = await newDatabase();
  await admin('alter system set ssl = on');
  await server.stop();
  await server.start();

  for (const mode of ['verify-full', 'require']) {
    expect(await opens(`${address}?sslmode=${mode}&sslrootcert=${authority.ca}`)).toBe('yes');
    expect(await opens(`${address}?sslmode=${mode}&sslrootcert=${other.ca}`)).toContain(
      "the server's certificate is not trusted; name its authority by sslrootcert",
    );
  }
  const named = `${address.replace('127.0.0.1', 'localhost')}?sslmode=verify-full&sslrootcert=${authority.ca}`;
  expect(await opens(named)).toContain("the server's certificate is not trusted");
  expect(await opens(`${address}?sslmode=no-verify`)).toBe('yes');
});
