import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node } from 'yaml';
import { z } from 'zod';
import { nearest, unknownKey } from './near.js';
import type { Override } from './overrides.js';
import { label, type Path, type Problem, Wrong } from './problem.js';
import { bare, fill, type Sources, typed } from './values.js';

/** A value, where it stands, and where its key does. If it is missing, there is no node, and both are the section's key. */
interface Entry {
  readonly node?: Node;
  readonly at: Problem['at'];
  readonly key: number;
}

type Entries = Map<string, Entry>;

/** As many as the yaml package allows by itself: a file of a few lines could otherwise grow without end. */
const MOST_ALIASES = 100;
const CORE_TAG = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/;

/** Reads what a schema knows out of a document: plain data, every section in it, the values filled in. */
export class TreeReader {
  readonly problems: Problem[] = [];
  /** By the label of their path, as the other two. */
  private readonly entries: Entries = new Map();
  /** What has a problem of its own, about which the schema need not complain again. */
  private readonly spoiled = new Set<string>();
  private aliases = 0;

  constructor(
    private readonly doc: Document.Parsed,
    private readonly sources: Sources,
    private readonly overrides: ReadonlyMap<string, Override>,
  ) {}

  /** What does not fit is left for the schema to refuse. */
  read(schema: z.core.$ZodType, path: Path = [], entry: Entry = entryOf(this.doc.contents)): unknown {
    const override = this.overrides.get(label(path));
    const at = override?.variable ?? entry.at;
    this.entries.set(label(path), { ...entry, at });
    return this.attempt(at, path, () => {
      if (override !== undefined) return typed(override.text(), schema);
      const node = entry.node && this.follow(entry.node);
      const type = bare(schema);
      if (type instanceof z.ZodObject && (isEmpty(node) || isMap(node)))
        return this.section(type, path, node, entry.key);
      if (isEmpty(node)) return undefined;
      if (type instanceof z.ZodArray && isSeq(node)) {
        return node.items.filter(isNode).map((item, index) => this.read(type.element, [...path, index], entryOf(item)));
      }
      if (!isScalar(node)) return isSeq(node) ? [] : {};
      return type instanceof z.ZodObject || type instanceof z.ZodArray ? node.value : fill(node, schema, this.sources);
    });
  }

  /** Notes what a rule has against a value, if nothing is known to be wrong with it, or with what is around it. */
  note(path: Path, textOf: (isGiven: boolean) => string): void {
    if (path.some((_, index) => this.spoiled.has(label(path.slice(0, index + 1))))) return;
    const { at, node } = this.entries.get(label(path)) ?? { at: 0 };
    this.problems.push({ at, path, text: textOf(node !== undefined) });
  }

  private section({ shape }: z.ZodObject, path: Path, map: unknown, above: number): unknown {
    const entries: Entries = new Map();
    this.collect(map, Object.keys(shape), path, entries);
    const values = Object.entries(shape).map(([name, schema]) => {
      return [name, this.read(schema, [...path, name], entries.get(name) ?? { at: above, key: above })];
    });
    return Object.fromEntries(values.filter(([, value]) => value !== undefined));
  }

  /** The first of a name counts; those that a merge key (`<<: *other`) brings come behind the map's own. */
  private collect(map: unknown, known: readonly string[], path: Path, entries: Entries, isMerged = false): void {
    const merges: Node[] = [];
    for (const { key, value, srcToken } of isMap(map) ? map.items : []) {
      const name = isScalar(key) ? String(key.value ?? '') : undefined;
      const at = offsetOf(isNode(key) ? key : map);
      if (name === '<<' && isNode(value)) merges.push(value);
      else if (name === undefined || !isNode(value)) {
        // The key is not shown: it may be the rest of a password with a comma in it.
        this.problems.push({ at, path, text: 'not a key with a value; expected key: value, or quotes around a text' });
      } else if (!known.includes(name)) {
        this.report(at, [...path, name], unknownKey(name, known));
        // A misspelt key is one mistake, not two: the right one is then not missing.
        this.spoiled.add(label([...path, nearest(name, known) ?? name]));
      } else if (!entries.has(name)) {
        // A node starts behind its tag and its anchor; a person sees the value start with them.
        const mark = srcToken?.sep?.find(({ type }) => type === 'tag' || type === 'anchor');
        entries.set(name, { node: value, key: at, at: isEmpty(value) ? at : (mark?.offset ?? offsetOf(value)) });
      } else if (!isMerged) this.report(at, [...path, name], 'duplicate key; expected it once');
    }
    for (const node of merges) this.merge(node, known, path, entries);
  }

  private merge(node: Node, known: readonly string[], path: Path, entries: Entries, isListed = false): void {
    this.attempt(offsetOf(node), path, () => {
      const target = this.follow(node);
      const items = isSeq(target) && !isListed ? target.items.filter(isNode) : [];
      if (isMap(target)) return this.collect(target, known, path, entries, true);
      if (items.length === 0) throw new Wrong('merges something that is no section; expected <<: and an alias of one');
      for (const item of items) this.merge(item, known, path, entries, true);
    });
  }

  /** The node itself, or the one an alias stands for. */
  private follow(node: Node): Node {
    const target = isAlias(node) ? node.resolve(this.doc) : node;
    if (target !== node) this.aliases += 1;
    if (target !== node && this.aliases > MOST_ALIASES)
      throw new Wrong(`too many aliases; expected ${MOST_ALIASES} at most`);
    if (!target) throw new Wrong('refers to an anchor that is not there; expected quotes if the text starts with *');
    const { tag } = target;
    if (tag === undefined || CORE_TAG.test(tag) || (tag === '!secret' && isScalar(target))) return target;
    throw new Wrong('has an unknown tag; expected !secret and a name, or a text that starts with ! in quotes');
  }

  private attempt<Value>(at: Problem['at'], path: Path, act: () => Value): Value | undefined {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      this.report(at, path, error.message);
      return undefined;
    }
  }

  private report(at: Problem['at'], path: Path, text: string): void {
    this.problems.push({ at, path, text });
    this.spoiled.add(label(path));
  }
}

function entryOf(node: Node | null): Entry {
  return { ...(node && { node }), at: offsetOf(node), key: offsetOf(node) };
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** Nothing at all: where there is an anchor, a person meant a text. */
export function isEmpty(node: unknown): boolean {
  return !isNode(node) || (isScalar(node) && node.value === null && node.anchor === undefined);
}
