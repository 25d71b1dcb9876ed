import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));
const WEB = fileURLToPath(new URL('../web', import.meta.url));

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

/** A drawing of docs/architecture.md: the one place of what may import what. */
interface Drawing {
  /** What stands in a box, by the box. */
  readonly boxes: ReadonlyMap<string, string>;
  readonly arrows: readonly (readonly [from: string, to: string])[];
}

const PAGE = readFileSync(new URL('../docs/architecture.md', import.meta.url), 'utf8');
const [house, way] = [...PAGE.matchAll(/^```mermaid\nflowchart \w+\n(.*?)^```$/gms)].map(([, text]) =>
  drawingOf(text!),
);

function drawingOf(text: string): Drawing {
  const boxes = new Map([...text.matchAll(/(\w+)\["([^"]*)"\]/g)].map(([, box, label]) => [box!, label!]));
  const lines = text
    .replaceAll(/\["[^"]*"\]/g, '')
    .trim()
    .split('\n');
  const arrows = lines.flatMap((line) => {
    // What is dotted is no import of src.
    const groups = line.includes('-.') ? [] : line.trim().split(' --> ');
    const ends = groups.map((group) => group.split(' & '));
    return ends.slice(1).flatMap((to, index) => ends[index]!.flatMap((from) => to.map((one) => [from, one] as const)));
  });
  return { boxes, arrows };
}

/** What a box has in it: `log.ts`, `telemetry/`. */
function namedIn(label: string): string[] {
  return [...label.replaceAll('<br/>', ' ').matchAll(/[\w/-]+(?:\/|\.ts)(?![\w/])/g)].map(([name]) => name);
}

/** The box of each room. The words behind its name are no rooms. */
const boxOf = new Map(
  [...house!.boxes].flatMap(([box, label]) =>
    namedIn(label.split('<br/>')[0]!).map((name) => [roomOf(name), box] as const),
  ),
);

/** Where arrows lead from a box, one or several after each other. */
function below(box: string, seen = new Set<string>()): Set<string> {
  for (const [from, to] of house!.arrows) {
    if (from !== box || seen.has(to)) continue;
    seen.add(to);
    below(to, seen);
  }
  return seen;
}

/** A room may skip floors; those that share a box do not know each other. */
function allowed(from: string, to: string): boolean {
  return from === to || below(boxOf.get(from) ?? '').has(boxOf.get(to) ?? 'nowhere');
}

describe('the house', () => {
  it('has the rooms of the drawing, and no other', () => {
    const rooms = new Set(files.map(roomOf));
    // Its box stands at the dotted arrow: it lies beside src.
    const drawn = [...boxOf.keys()].filter((room) => room !== 'web');

    expect(drawn.sort()).toEqual([...rooms].sort());
  });

  it('is drawn with arrows from box to box, without a circle', () => {
    expect(house!.arrows.length).toBeGreaterThan(20);
    expect(house!.arrows.flat().filter((box) => !house!.boxes.has(box))).toEqual([]);
    expect([...house!.boxes.keys()].filter((box) => below(box).has(box))).toEqual([]);
  });

  it('has imports that run downward in the drawing only', () => {
    const upward = files.flatMap((file) =>
      imports.get(file)!.flatMap((target) => (allowed(roomOf(file), roomOf(target)) ? [] : [`${file} -> ${target}`])),
    );

    expect(imports.get('bridge/assemble.ts')).toContain('mqtt/broker-session.ts');
    expect(upward).toEqual([]);
  });

  it('has no arrow in the drawing that is no import', () => {
    const taken = new Set(
      files.flatMap((file) =>
        imports.get(file)!.map((to) => `${boxOf.get(roomOf(file))} --> ${boxOf.get(roomOf(to))}`),
      ),
    );

    expect(house!.arrows.map(([from, to]) => `${from} --> ${to}`).filter((arrow) => !taken.has(arrow))).toEqual([]);
  });

  it('has sinks that do not know each other, and a general part that knows none of them', () => {
    const sinkOf = (file: string) => /^sinks\/(\w+)\//.exec(file)?.[1];
    const among = files.filter((file) => roomOf(file) === 'sinks');
    const knowing = among.flatMap((file) =>
      imports.get(file)!.flatMap((to) => {
        const isOthers = sinkOf(to) !== undefined && sinkOf(to) !== sinkOf(file);
        return isOthers ? [`${file} -> ${to}`] : [];
      }),
    );

    expect(new Set(among.map(sinkOf)).size).toBeGreaterThan(3);
    expect(knowing).toEqual([]);
  });

  it('joins no time-out of its own with another signal: Node 20 forgets such a one, and it is never over', () => {
    expect(files.filter((file) => readFileSync(join(SRC, file), 'utf8').includes('AbortSignal.timeout('))).toEqual([]);
  });

  it('has no circle', () => {
    expect(circlesOf(imports)).toEqual([]);
  });
});

describe('the way of the data', () => {
  it('is drawn as one straight line from the rows to the sinks', () => {
    const boxes = [...way!.boxes.keys()];

    expect(way!.arrows).toEqual(boxes.slice(1).map((to, index) => [boxes[index], to]));
    expect([boxes[0], boxes.at(-1)]).toEqual(['rows', 'sinks']);
  });

  it('names files that are there', () => {
    const named = [...way!.boxes.values()].flatMap(namedIn);

    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !files.includes(name))).toEqual([]);
  });
});

it('docs/architecture.md names files that are there', () => {
  const named = [...PAGE.matchAll(/`([\w-]+\/[\w/-]+\.tsx?)`/g)].map(([, name]) => name!);
  const isThere = (name: string) => [SRC, join(SRC, '..')].some((folder) => existsSync(join(folder, name)));

  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((name) => !isThere(name))).toEqual([]);
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
