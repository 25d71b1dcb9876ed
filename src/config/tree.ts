import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, Pair, type YAMLMap } from 'yaml';
import { z } from 'zod';
import { Problem, printable } from './config-error.js';
import { overrideOf } from './environment.js';
import { check } from './fields.js';
import { nearest, unknownKey } from './near.js';
import { bare, fill, type Sources } from './values.js';

/** As many as the yaml package allows by itself: a file of a few lines could otherwise grow without end. */
const MOST_ALIASES = 100;
const CORE_TAG = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/;

/** Reads what a schema knows out of a document, with everything filled in, and notes what is wrong. */
export class TreeReader {
  readonly problems: Problem[] = [];
  /** Where each value stands, by its key (`accounts[0].name`). */
  private readonly places = new Map<string, number | string>();
  private aliases = 0;

  constructor(
    private readonly doc: Document.Parsed,
    private readonly sources: Sources,
  ) {}

  /** The value of a key; undefined if something is wrong with it. A pair without a value has the key of the section. */
  read(schema: z.core.$ZodType, key = '', pair = new Pair<unknown>(this.doc.contents, this.doc.contents)): unknown {
    this.places.set(key, startOf(pair));
    try {
      return this.valueOf(pair, schema, key);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.report(key, error.message, error.at);
      return undefined;
    }
  }

  /** Notes what is wrong with a value that has been read. What has a name of its own goes by that one. */
  report(key: string, text: string, at = this.places.get(key)): void {
    this.problems.push(new Problem(key === '' || typeof at === 'string' ? text : `${key}: ${text}`, at));
  }

  private valueOf({ key: above, value }: Pair, schema: z.core.$ZodType, key: string): unknown {
    const type = bare(schema);
    const override = overrideOf(key, schema, this.sources);
    const node = override ? null : this.follow(value);
    const given = override ?? (isEmpty(node) ? this.sources.beneath?.get(key) : undefined);
    if (given) this.places.set(key, given.name);
    if (given?.problem !== undefined) throw new Problem(given.problem);
    if (type instanceof z.ZodObject && (isEmpty(node) || isMap(node))) return this.section(type, key, node, above);
    // What stands alone is its own key; each thing of a list from elsewhere has its values under keys of its own.
    const listed = Array.isArray(given?.value) ? given.value.map(() => new Pair(above)) : [];
    const items = isSeq(node) ? node.items.map((item) => new Pair(item, item)) : listed;
    if (type instanceof z.ZodArray && items.length > 0)
      return items.map((item, index) => this.read(type.element, `${key}[${index}]`, item));
    return check(given ? given.value : fill(node, schema, this.sources), schema, given !== undefined || value !== null);
  }

  private section({ shape }: z.ZodObject, key: string, map: unknown, above: unknown): unknown {
    const known = Object.keys(shape);
    const found = isMap(map) ? this.pairsOf(map, key) : new Map<string, Pair>();
    for (const [name, pair] of found) {
      if (known.includes(name)) continue;
      const meant = nearest(name, known);
      this.report(below(key, name), unknownKey(meant, known), offsetOf(pair.key));
      // A misspelt key is one mistake, not two: the right one is then not missing.
      if (meant !== undefined && !found.has(meant)) found.set(meant, pair);
    }
    const pairAt = (name: string) => found.get(name) ?? new Pair(above);
    return Object.fromEntries(known.map((name) => [name, this.read(shape[name]!, below(key, name), pairAt(name))]));
  }

  /** The pairs of a map by their names, with those that its merge keys (`<<: *other`) bring. */
  private pairsOf(map: YAMLMap, key: string): Map<string, Pair> {
    const pairs = new Map<string, Pair>();
    const merges: Node[] = [];
    for (const pair of map.items) {
      const name = isScalar(pair.key) ? String(pair.key.value ?? '') : undefined;
      // The key is not shown: it may be the rest of a password with a comma in it.
      const noPair = 'not a key with a value; expected key: value, or quotes around a text';
      if (name === undefined || !isNode(pair.value)) this.report(key, noPair, offsetOf(pair.key));
      else if (name === '<<') merges.push(pair.value);
      else if (!pairs.has(name)) pairs.set(name, pair);
      else this.report(below(key, name), 'duplicate key; expected it once', offsetOf(pair.key));
    }
    const merged = merges.flatMap((value) => {
      const target = this.follow(value);
      const sources = (isSeq(target) ? target.items : [target]).map((item) => this.follow(item));
      if (sources.every(isMap)) return sources.flatMap((source) => [...this.pairsOf(source, key)]);
      throw new Problem('merges something that is no section; expected <<: and an alias of one', offsetOf(value));
    });
    // The map's own pair counts, or else the one that was merged first.
    return new Map([...merged.reverse(), ...pairs]);
  }

  /** The node itself, or the one an alias stands for; null where there is none. */
  private follow(node: unknown): Node | null {
    const target = isAlias(node) ? node.resolve(this.doc) : node;
    if (!isNode(target)) {
      if (!isAlias(node)) return null;
      throw new Problem('refers to an anchor that is not there; expected quotes if the text starts with *');
    }
    if (target !== node) this.aliases += 1;
    const tooMany = `too many aliases; expected ${MOST_ALIASES} at most`;
    if (this.aliases > MOST_ALIASES) throw new Problem(tooMany, offsetOf(node));
    const { tag } = target;
    if (tag === undefined || CORE_TAG.test(tag) || (tag === '!secret' && isScalar(target))) return target;
    throw new Problem('has an unknown tag; expected !secret and a name, or a text that starts with ! in quotes');
  }
}

function below(key: string, name: string): string {
  return key === '' ? printable(name) : `${key}.${printable(name)}`;
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** Where a value stands, or its key if there is none. A node starts behind its tag and anchor; a person sees those. */
function startOf({ key, value, srcToken }: Pair): number {
  if (isEmpty(value)) return offsetOf(key);
  const mark = srcToken?.sep?.find(({ type }) => type === 'tag' || type === 'anchor');
  return mark?.offset ?? offsetOf(value);
}

/** Nothing at all: where there is an anchor, a person meant a text. */
export function isEmpty(node: unknown): boolean {
  return !isNode(node) || (isScalar(node) && node.value === null && node.anchor === undefined);
}
