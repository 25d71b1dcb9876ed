import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { appManifest, read } from './app-folder.js';
import { stepsOf } from './dockerfile.js';

const ROOT = new URL('../../', import.meta.url);
const text = (name: string) => readFileSync(new URL(name, ROOT), 'utf8');

const steps = stepsOf(text('Dockerfile'));
const of = (word: string) => steps.filter((step) => step.word === word).map(({ rest }) => rest);

describe('the image', () => {
  it('copies from this folder only what is there, and what Docker gets to see of it', () => {
    const shown = text('.dockerignore').split('\n');
    const sources = of('COPY')
      .filter((rest) => !rest.startsWith('--from='))
      .flatMap((rest) =>
        rest
          .split(' ')
          .slice(0, -1)
          .map((path) => path.replace(/^\.\//, '')),
      );

    expect(sources.filter((path) => !existsSync(new URL(path, ROOT)))).toEqual([]);
    expect(sources.filter((path) => !shown.includes(`!${path}`))).toEqual([]);
    expect(shown).toContain('*');
    expect(
      shown
        .filter((line) => line.startsWith('!'))
        .map((line) => line.slice(1))
        .sort(),
    ).toEqual([...new Set(sources)].sort());
  });

  it('copies from the stage that builds what that one has', () => {
    const built = of('COPY').filter((rest) => rest.startsWith('--from='));
    const stages = of('FROM').flatMap((rest) => rest.match(/ AS (\S+)$/)?.[1] ?? []);

    expect(built).toEqual([
      '--from=build /usr/local/bin/node /usr/local/bin/node',
      '--from=build /app/node_modules ./node_modules',
      '--from=build /app/dist ./dist',
    ]);
    expect(stages).toEqual(['build', 'image', 'image-amd64', 'image-arm64']);
    expect(of('FROM').at(-1)).toBe('image-$' + '{TARGETARCH}');
  });

  it('starts files that the build makes', () => {
    const started = [...text('Dockerfile').matchAll(/\/app\/dist\/([\w/]+)\.js/g)].map(([, path]) => path!);

    expect(new Set(started)).toEqual(new Set(['entry/start']));
    expect(existsSync(new URL('src/entry/start.ts', ROOT))).toBe(true);
    expect(text('src/entry/start.ts')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('has SQLite for the C library of its base, on both machines', () => {
    const { packages } = JSON.parse(text('package-lock.json')) as { packages: Record<string, { version: string }> };
    const version = packages['node_modules/libsql']?.version;

    for (const machine of ['x64', 'arm64']) {
      expect(packages[`node_modules/@libsql/linux-${machine}-musl`]?.version).toBe(version);
    }
    expect(of('FROM')[1]).toMatch(/^alpine:/);
  });

  it("says of itself what Home Assistant's Supervisor reads", () => {
    const labels = of('LABEL').join(' ');

    expect(labels).toMatch(/io\.hass\.type="app"/);
    expect(labels).toMatch(/io\.hass\.version="\$\{VERSION\}"/);
    expect([...labels.matchAll(/io\.hass\.arch="(\w+)"/g)].map(([, arch]) => arch).sort()).toEqual(
      [...appManifest.arch].sort(),
    );
    expect(of('EXPOSE')).toEqual([`${appManifest.ingress_port} ${Object.keys(appManifest.ports)[0]?.split('/')[0]}`]);
  });

  it('has all that it starts in the profile of the App', () => {
    const profile = read('apparmor.txt').toString();

    for (const rule of ['/sbin/tini ixr', '/usr/local/bin/node ixr', '/app/** mr', '/data/** rwkl', '/config/** r']) {
      expect(profile).toContain(`  ${rule},\n`);
    }
    expect(profile.match(/^profile /gm)).toHaveLength(1);
    expect(profile).toContain(`\nprofile ${appManifest.slug} `);
  });
});

describe('the example for Docker Compose', () => {
  const service = z.looseObject({ image: z.string(), volumes: z.array(z.string()), ports: z.array(z.string()) });
  const compose = z.object({ services: z.record(z.string(), service), volumes: z.record(z.string(), z.null()) });
  const { services, volumes } = compose.parse(parse(text('examples/docker/compose.yaml')));

  it('runs the image without rights, as the README does, beside a broker', () => {
    expect(services.withings2mqtt).toMatchObject({
      image: `${appManifest.image}:latest`,
      user: '1000:1000',
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(services.mosquitto?.image).toBe('eclipse-mosquitto:2');
  });

  it('opens its doors to this machine alone, and mounts what it brings', () => {
    const all = Object.values(services);
    const mounted = all.flatMap((one) => one.volumes.map((volume) => volume.split(':')[0]!));

    expect(all.flatMap(({ ports }) => ports).filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(mounted.filter((source) => !source.startsWith('./')).sort()).toEqual(Object.keys(volumes).sort());
    expect(mounted.filter((source) => source.startsWith('./')).sort()).toEqual(['./config.yaml', './mosquitto.conf']);
    expect(existsSync(fileURLToPath(new URL('examples/docker/mosquitto.conf', ROOT)))).toBe(true);
  });
});
