import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportsOf, namesUsedBy } from './declarations.js';
import { createStranger, type Stranger } from './packed.js';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

describe("the package, in a stranger's project", () => {
  let stranger: Stranger;
  const index = () => join(stranger.package, 'dist/withings/index.d.ts');

  beforeAll(async () => {
    stranger = await createStranger(manifest.devDependencies['@types/node']);
  }, 180_000);
  afterAll(() => stranger?.remove());

  it('is built anew when it is packed: all that is in src, and nothing that an earlier build left', async () => {
    const sources = await readdir(new URL('../../src', import.meta.url), { recursive: true });
    const all = await readdir(join(stranger.package, 'dist'), { recursive: true });
    const built = all.filter((path) => !path.startsWith('web'));

    const wanted = sources.filter((path) => path.endsWith('.ts')).map((path) => path.replace(/ts$/, 'js'));
    expect(built.filter((path) => path.endsWith('.js')).sort()).toEqual(wanted.sort());
  });

  it('brings the page', async () => {
    const page = await readFile(join(stranger.package, 'dist/web/index.html'), 'utf8');

    const assets = [...page.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, path]) => path!);
    expect(assets.length).toBeGreaterThan(1);
    expect(assets.filter((path) => !existsSync(join(stranger.package, 'dist/web', path)))).toEqual([]);
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
});
