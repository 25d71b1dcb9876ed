import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const path = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));
const read = (file: string) => readFileSync(path(file), 'utf8');
const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
/** Not imported: they hold what another package brings at a version for the oldest Node (test/e2e/package.test.ts). */
const HELD = ['light-my-request'];

function audit(answer: unknown) {
  const input = typeof answer === 'string' ? answer : JSON.stringify(answer);
  const { status, stdout } = spawnSync(process.execPath, [path('scripts/audit.mjs'), '--stdin'], {
    input,
    encoding: 'utf8',
  });
  return { status, stdout };
}

describe('the packages', () => {
  const used = Object.keys(dependencies).filter((name) => !HELD.includes(name));

  it.each(used)('%s is named with its reason in docs/architecture.md', (name) => {
    const [, packages = ''] = read('docs/architecture.md').split('## Packages');
    const row = packages.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${name}\``));

    expect(row).toMatch(/^\|[^|]+\| \S.{8,} \|$/);
  });

  it.each(HELD)('%s is what another of them brings', (held) => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { dependencies?: Record<string, string> }>;
    };

    const bringing = used.filter((name) => packages[`node_modules/${name}`]?.dependencies?.[held]);

    expect(bringing).not.toEqual([]);
  });

  it('are pinned, and the lockfile knows each of them', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version: string }> };

    for (const [name, version] of Object.entries(dependencies)) {
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(packages[`node_modules/${name}`]?.version).toBe(version);
    }
  });
});

describe('scripts/audit.mjs', () => {
  const host = 'https://registry.example.org/-/npm/v1/security/advisories/bulk';

  it.each([
    ['no findings', { vulnerabilities: {}, metadata: { vulnerabilities: { total: 0 } } }, 0],
    [
      'a finding, however small',
      { vulnerabilities: { a: { name: 'a', severity: 'low' } }, metadata: { vulnerabilities: { total: 1 } } },
      1,
    ],
    ['a registry without audits', { message: `405 Method Not Allowed - POST ${host}`, uri: host, statusCode: 405 }, 0],
    ['a registry that does not know them', { uri: host, statusCode: 404 }, 0],
    ['npm that says so itself', { error: { code: 'ENOAUDIT', summary: host } }, 0],
    ['a registry that is down', { uri: host, statusCode: 503 }, 1],
    ['a registry that cannot be reached', { error: { code: 'ENOTFOUND', summary: host } }, 1],
    ['nothing', '', 1],
    ['something else', '[]', 1],
  ])('ends as it should with %s, on one line and without a host', (_, answer, code) => {
    const { status, stdout } = audit(answer);

    expect(status).toBe(code);
    expect(stdout).toMatch(/^audit: .+\n$/);
    expect(stdout).not.toContain('example.org');
  });

  it('is a part of what a change must pass', () => {
    expect(read('.ci/run')).toMatch(/^node scripts\/audit\.mjs$/m);
  });
});

describe('where it runs', () => {
  it('in Docker becomes a user without rights, whatever it is asked to do, with nothing to write but /data', () => {
    const [, image = ''] = read('Dockerfile')
      .split(/^FROM .*$/m)
      .slice(1);

    expect(image).toMatch(/WITHINGS2MQTT_USER=1000:1000/);
    expect(image).toMatch(/^ENTRYPOINT \["\/sbin\/tini", "--", "node", "\/app\/dist\/entry\/start\.js"\]$/m);
    expect(image).toMatch(/ CMD \["node", "\/app\/dist\/entry\/start\.js", "health"\]$/m);
    expect(image).not.toMatch(/dist\/main\.js/);
    expect(image).toMatch(/^VOLUME \/data$/m);
    expect(image).toMatch(/WITHINGS2MQTT_DATA_DIR=\/data/);
  });

  it('in Docker is shown read-only, without capabilities', () => {
    expect(read('README.md')).toMatch(/docker run [^\n]*--read-only[^\n]*(\\\n[^\n]*)*--volume withings2mqtt:\/data/);
    expect(read('README.md')).toMatch(/--cap-drop ALL/);
    expect(read('README.md')).toMatch(/--user 1000:1000/);
  });

  it('has the same limits of memory in Docker, under systemd and in the README, and Node knows them', () => {
    const of = (file: string) => /NODE_OPTIONS=["']?(--max-[^"']+)/.exec(read(file))?.[1];
    const options = of('Dockerfile');
    const { status, stdout } = spawnSync(process.execPath, ['-p', 'v8.getHeapStatistics().heap_size_limit'], {
      env: { ...process.env, NODE_OPTIONS: options },
      encoding: 'utf8',
    });

    expect(of('examples/systemd/withings2mqtt.service')).toBe(options);
    expect(of('README.md')).toBe(options);
    expect(status).toBe(0);
    expect(Number(stdout)).toBeLessThan(600 * 1024 ** 2);
  });

  it('under systemd is in a sandbox', () => {
    const unit = read('examples/systemd/withings2mqtt.service');

    for (const option of ['DynamicUser=yes', 'ProtectSystem=strict', 'NoNewPrivileges=yes', 'CapabilityBoundingSet=']) {
      expect(unit.split('\n')).toContain(option);
    }
  });
});
