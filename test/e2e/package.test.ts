import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportsOf, namesUsedBy } from './declarations.js';
import { createStranger, type Stranger } from './packed.js';
import { linkedFiles, pagesBelow } from './page-links.js';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

describe("the package, in a stranger's project", () => {
  let stranger: Stranger;
  const index = () => join(stranger.package, 'dist/withings/index.d.ts');

  beforeAll(async () => {
    stranger = await createStranger(manifest.devDependencies['@types/node']);
  }, 180_000);
  afterAll(() => stranger?.remove());

  it('is installed without a warning, also by an npm that is strict about the Node each package wants', () => {
    expect(stranger.saidAtInstall).toBe('');
  });

  it('brings no package for a newer Node than its own', async () => {
    const lock = JSON.parse(readFileSync(join(stranger.folder, 'package-lock.json'), 'utf8'));
    const oldest = /^>=(\d+)/.exec(manifest.engines.node)![1];
    const packages = Object.entries<{ engines?: { node?: string } }>(lock.packages);

    const newer = packages.filter(
      ([, { engines }]) => Number(/^>=?\s*(\d+)/.exec(engines?.node ?? '')?.[1]) > Number(oldest),
    );

    expect(packages.length).toBeGreaterThan(50);
    expect(newer.map(([path]) => path)).toEqual([]);
  });

  it('is what publint calls a good package, to its last suggestion', async () => {
    const { buffer } = new Uint8Array(await readFile(stranger.tarball));

    const { messages } = await publint({ pack: { tarball: buffer }, strict: true });

    expect(messages).toEqual([]);
  });

  it.each(['README.md', 'CHANGELOG.md', 'docs'])('has every file that a link in %s leads to', (from) => {
    const links = pagesBelow(join(stranger.package, from)).flatMap(linkedFiles);

    expect(links.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('is built anew when it is packed: all that is in src, and nothing that an earlier build left', async () => {
    const sources = await readdir(new URL('../../src', import.meta.url), { recursive: true });
    const built = await readdir(join(stranger.package, 'dist'), { recursive: true });

    const wanted = sources.filter((path) => path.endsWith('.ts')).map((path) => path.replace(/ts$/, 'js'));
    const ours = built.filter((path) => path.endsWith('.js') && !path.startsWith('web/'));
    expect(ours.sort()).toEqual(wanted.sort());
  });

  it('brings the page, with the script and the style that it names', () => {
    const page = join(stranger.package, 'dist/web');
    const html = readFileSync(join(page, 'index.html'), 'utf8');
    const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);

    expect(named.map((path) => extname(path))).toEqual(expect.arrayContaining(['.js', '.css']));
    expect(named.filter((path) => !existsSync(join(page, path)))).toEqual([]);
  });

  it('brings what its manifest points at', () => {
    const { bin, exports, files } = manifest;
    const paths = [...Object.values(bin), ...Object.values(exports['.']), ...files, 'LICENSE', 'README.md'];

    expect(paths.filter((path) => !existsSync(join(stranger.package, path)))).toEqual([]);
  });

  it('has a command that runs', async () => {
    const command = join(stranger.folder, 'node_modules/.bin/withings2mqtt');

    const { stdout } = await promisify(execFile)(command, ['--version'], { cwd: stranger.folder });

    expect(stdout.trim()).toBe(manifest.version);
  });

  it('exports every name of its own that a public signature is made of', () => {
    const names = exportsOf(index());
    const known = new Set(names.map(({ name }) => name));

    const missing = names.flatMap((one) => namesUsedBy(one).map((used) => `${used}, of ${one.name}`));

    expect(names.length).toBeGreaterThan(30);
    expect(missing.filter((line) => !known.has(line.split(',')[0]!))).toEqual([]);
  });

  it('compiles there with every exported name, strictly, and has those that are values', async () => {
    const names = exportsOf(index());
    const values = names.filter(({ isType }) => !isType).map(({ name }) => name);
    const types = names.filter(({ isType }) => isType).map(({ name }) => name);
    const all = [...values, ...types.map((name) => `type ${name}`)].join(', ');
    await stranger.compile(
      `import { ${all} } from 'withings2mqtt';
export type All = [${types.join(', ')}];
const values = { ${values.join(', ')} };
console.log(JSON.stringify(Object.entries(values).filter(([, value]) => value !== undefined).map(([name]) => name)));
`,
    );

    expect(JSON.parse(await stranger.run())).toEqual(values);
  });

  it('gives the measures, and reads the groups that come raw', async () => {
    await stranger.compile(
      `import { type HealthRecord, type MeasureGroup, parseMeasureGroup, WithingsApiClient, type WithingsMeasurements, workoutCategory } from 'withings2mqtt';
const client = new WithingsApiClient({ clientId: 'id', clientSecret: 'secret', baseUrl: 'http://127.0.0.1:1' });
export const weigh = async (): Promise<number | string | undefined> => {
  const { weight, fatMass }: WithingsMeasurements = await client.getNormalizedMeasures(0, true);
  return (weight[0] ?? fatMass[0])?.value;
};
export const walks = async (): Promise<string[]> => {
  const workouts: HealthRecord[] = await client.getWorkouts('everything', ['steps']);
  return workouts.map(({ category }) => workoutCategory(category));
};
const group: MeasureGroup | undefined = parseMeasureGroup({ grpid: 1, date: 1, measures: [{ type: 1, value: 702, unit: -1 }] });
console.log(group?.measures[0]?.value, workoutCategory(1));
`,
    );

    expect(await stranger.run()).toBe('70.2 walk\n');
  });

  it('as an API client needs no package of the bridge: not the broker, the server, or the store', async () => {
    const OF_THE_BRIDGE = ['aedes', 'fastify', 'libsql', 'mqtt', 'prom-client', 'winston', 'ws', 'yaml'];
    await Promise.all(
      OF_THE_BRIDGE.map((name) => rm(join(stranger.folder, 'node_modules', name), { recursive: true })),
    );
    await stranger.compile(
      `import { TransportError, WithingsApiClient } from 'withings2mqtt';
const client = new WithingsApiClient({ clientId: 'id', clientSecret: 'secret', accessToken: 'a', refreshToken: 'r', baseUrl: 'http://127.0.0.1:1' });
await client.getDevices().catch((error: unknown) => console.log(error instanceof TransportError));
`,
    );

    expect(await stranger.run()).toBe('true\n');
  });
});
