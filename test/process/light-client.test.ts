import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const BUILT = fileURLToPath(new URL('../../dist/mqtt/open-client.js', import.meta.url));

describe('a connection to the broker', () => {
  it('loads neither WebSockets nor SOCKS for a bare address', () => {
    const script = `
      import { createRequire } from 'node:module';
      const { openClient } = await import(${JSON.stringify(BUILT)});
      openClient(process.argv[1], { reconnectPeriod: 0, connectTimeout: 1 });
      const loaded = Object.keys(createRequire(import.meta.url).cache);
      process.stdout.write(String(loaded.filter((file) => /node_modules.(ws|socks)./.test(file)).length));
      process.exit(0);`;
    const loaded = (url: string) =>
      Number(execFileSync(process.execPath, ['--input-type=module', '-e', script, url], { encoding: 'utf8' }));

    expect(loaded('mqtt://127.0.0.1:1')).toBe(0);
    expect(loaded('ws://127.0.0.1:1')).toBeGreaterThan(0);
  });
});
