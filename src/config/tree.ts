import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import { hint, nearest } from './near.js';
import { createFollower, type Follower, isUsable, offsetOf } from './nodes.js';
import { label, type Path, type Problem } from './problem.js';
import type { Leaf, List, Section, Shape } from './shape.js';
import { type Environment, type Outcome, readText, typed } from './values.js';

export interface Sources {
  readonly text: string;
  readonly env: Environment;
  readonly secret: (name: string) => Outcome<string>;
  readonly resolve: (alias: Alias) => Node | undefined;
  /** By label: what the environment gives. The file's own value is then not even looked at. */
  readonly overridden: ReadonlyMap<string, unknown>;
}

/** Offsets of a key and of its value; the same where there is no value, and in lists. */
export interface Place {
  readonly key: number;
  readonly value: number;
}

/** The file as plain data, and where everything stands; places and `spoiled` go by the label of the path. */
export interface Tree {
  readonly data: unknown;
  readonly places: ReadonlyMap<string, Place>;
  readonly problems: readonly Problem[];
  /** Paths with a problem of their own, about which the schema need not complain again. */
  readonly spoiled: ReadonlySet<string>;
}

interface Reader extends Follower {
  readonly sources: Sources;
  readonly places: Map<string, Place>;
  readonly problems: Problem[];
  readonly spoiled: Set<string>;
}

/** Reads the known keys of a document, references and secrets filled in; everything else becomes a problem. */
export function readTree(root: Node, file: Section, sources: Sources): Tree {
  const reader: Reader = {
    ...createFollower(sources.resolve),
    sources,
    places: new Map([['', { key: offsetOf(root), value: offsetOf(root) }]]),
    problems: [],
    spoiled: new Set(),
  };
  return { ...reader, data: read(reader, root, file, []) };
}

function read(reader: Reader, node: Node, shape: Shape, path: Path): unknown {
  const target = reader.follow(node, (_, text) => report(reader, placeValue(reader, path), path, text));
  if (target === undefined) return undefined;
  if (shape.kind === 'section') return readSection(reader, target, shape, path);
  if (shape.kind === 'list') return readList(reader, target, shape, path);
  return isScalar(target) ? readLeaf(reader, target, shape, path) : standIn(target);
}

function readSection(reader: Reader, node: Node, section: Section, path: Path): unknown {
  if (isEmpty(node)) return {};
  if (!isMap(node)) return standIn(node);
  const data: Record<string, unknown> = {};
  const seen = new Set<string>();
  const complain = (culprit: Node, text: string) => report(reader, offsetOf(culprit), path, text);
  for (const { key, at, value, merged } of reader.entriesOf(node, complain)) {
    if (key === undefined || value === undefined) {
      // The key is not shown: it may be the rest of a password with a comma in it.
      reader.problems.push({ at, path, text: 'not a key with a value; expected key: value, or quotes around a text' });
      continue;
    }
    const shape = section.keys.get(key);
    const first = !seen.has(key);
    seen.add(key);
    if (shape === undefined) reportUnknown(reader, at, section, path, key);
    else if (first) data[key] = readAt(reader, placeOf(reader.sources.text, at, value), value, shape, [...path, key]);
    else if (!merged) report(reader, at, [...path, key], 'duplicate key; expected it once');
  }
  return data;
}

function readList(reader: Reader, node: Node, { item }: List, path: Path): unknown {
  if (isEmpty(node)) return undefined;
  if (!isSeq(node)) return standIn(node);
  return node.items.map((value, index) => {
    if (!isUsable(value)) return {};
    return readAt(reader, { key: offsetOf(value), value: offsetOf(value) }, value, item, [...path, index]);
  });
}

function readAt(reader: Reader, place: Place, node: Node, shape: Shape, path: Path): unknown {
  const name = label(path);
  reader.places.set(name, place);
  return reader.sources.overridden.has(name) ? undefined : read(reader, node, shape, path);
}

function readLeaf(reader: Reader, node: Scalar, leaf: Leaf, path: Path): unknown {
  const outcome = resolved(reader.sources, node, leaf);
  if ('problem' in outcome) return report(reader, placeValue(reader, path), path, outcome.problem);
  return outcome.value === null || (outcome.value === '' && leaf.optional) ? undefined : outcome.value;
}

function resolved({ env, secret }: Sources, node: Scalar, leaf: Leaf): Outcome<unknown> {
  if (node.tag === '!secret') {
    const found = secret(String(node.value));
    return 'problem' in found ? found : { value: typed(found.value, leaf) };
  }
  if (typeof node.value === 'string') return readText(node.value, leaf, env);
  if (node.value !== null || node.anchor === undefined) return { value: node.value };
  return { problem: 'is an anchor without a value; expected quotes if the text starts with &' };
}

function placeValue({ places }: Reader, path: Path): number {
  return places.get(label(path))?.value ?? 0;
}

function report({ problems, spoiled }: Reader, at: number, path: Path, text: string): undefined {
  problems.push({ at, path, text });
  spoiled.add(label(path));
}

function reportUnknown(reader: Reader, at: number, section: Section, path: Path, key: string): void {
  const known = [...section.keys.keys()];
  report(reader, at, [...path, key], `unknown key${hint(key, known)}`);
  // A misspelt key is one mistake, not two: the right one is then not missing.
  const meant = nearest(key, known);
  if (meant !== undefined) reader.spoiled.add(label([...path, meant]));
}

function placeOf(text: string, key: number, value: Node): Place {
  if (isEmpty(value)) return { key, value: key };
  const start = offsetOf(value);
  // A node starts behind its tag and its anchor; a person sees the value start with them.
  const mark = isAlias(value) || (value.tag ?? value.anchor) === undefined ? -1 : text.slice(key, start).search(/[!&]/);
  return { key, value: mark === -1 ? start : key + mark };
}

function isEmpty(node: Node): boolean {
  return isScalar(node) && node.value === null && node.anchor === undefined;
}

/** Something of the same kind, for the schema to see that it is the wrong one. */
function standIn(node: Node): unknown {
  if (isScalar(node)) return node.value;
  return isSeq(node) ? [] : {};
}
