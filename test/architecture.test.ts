import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));
const WEB = fileURLToPath(new URL('../web', import.meta.url));

/** Each room may import itself and what stands further down; rooms of one line do not know each other. */
const LEVELS = [
  ['entry'],
  ['main'],
  ['cli'],
  ['cluster'],
  ['bridge'],
  ['page'],
  ['statistics'],
  ['sync'],
  ['scheduler'],
  ['sinks'],
  ['feeds'],
  ['store'],
  ['mqtt'],
  ['http'],
  ['metrics'],
  ['withings'],
  ['secrets', 'reset'],
];
const BELOW_ALL = ['secrets', 'reset'];
/** They import nothing but themselves and the floor; everybody above the library may use them. */
const ALONE = ['config', 'log', 'demo', 'telemetry', 'tools', 'turns', 'version'];
/** The library knows nothing of the rest, and the two below the bridge are pure of its helpers. */
const WITHOUT_HELPERS = ['withings', 'metrics', 'store'];

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map(normalize)
  .sort();
const imports = new Map(files.map((file) => [file, importsOf(file)]));

function importsOf(file: string, root = SRC): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, target]) => target!);
  return found
    .map((target) => relative(root, join(root, dirname(file), target)).replace(/\.js$/, '.ts'))
    .filter((target) => !target.startsWith('..'));
}

function roomOf(file: string): string {
  return file.split('/')[0]!.replace(/\.ts$/, '');
}

function levelOf(room: string): number {
  return LEVELS.findIndex((level) => level.includes(room));
}

function allowed(from: string, to: string): boolean {
  if (from === to || BELOW_ALL.includes(to)) return true;
  if (ALONE.includes(from)) return false;
  if (ALONE.includes(to)) return !WITHOUT_HELPERS.includes(from);
  return levelOf(to) > levelOf(from);
}

describe('the house', () => {
  it('has only rooms that the plan knows', () => {
    const rooms = new Set(files.map(roomOf));

    expect([...rooms].filter((room) => levelOf(room) < 0 && !ALONE.includes(room))).toEqual([]);
  });

  it('has imports that run downward only', () => {
    const upward = files.flatMap((file) =>
      imports.get(file)!.flatMap((target) => (allowed(roomOf(file), roomOf(target)) ? [] : [`${file} -> ${target}`])),
    );

    expect(imports.get('bridge/assemble.ts')).toContain('mqtt/broker-session.ts');
    expect(upward).toEqual([]);
  });

  it('joins no time-out of its own with another signal: Node 20 forgets such a one, and it is never over', () => {
    expect(files.filter((file) => readFileSync(join(SRC, file), 'utf8').includes('AbortSignal.timeout('))).toEqual([]);
  });

  it('has no circle', () => {
    expect(circlesOf(imports)).toEqual([]);
  });
});

describe("the page's browser side", () => {
  const parts = readdirSync(WEB, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
  const read = (file: string) => readFileSync(join(WEB, file), 'utf8');

  it('has no circle', () => {
    const resolved = (target: string) => parts.find((file) => file === target || file === `${target}x`) ?? target;
    const ties = parts.map((file) => [normalize(file), importsOf(file, WEB).map(resolved)] as const);

    expect(parts.length).toBeGreaterThan(50);
    expect(circlesOf(new Map(ties))).toEqual([]);
  });

  it('imports nothing but types from src', () => {
    const values = parts.flatMap((file) =>
      [...read(file).matchAll(/^import (?!type ).*src\/.*$/gm)].map(([line]) => `${file}: ${line}`),
    );

    expect(values).toEqual([]);
  });
});

function circlesOf(ties: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    if (path.includes(file) || done.has(file)) return;
    for (const target of ties.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of ties.keys()) visit(file, []);
  return circles;
}
