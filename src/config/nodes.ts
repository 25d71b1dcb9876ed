import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';

/** One `key: value` of a map. */
export interface Entry {
  /** Undefined where it is no plain text. */
  readonly key: string | undefined;
  readonly at: number;
  /** Undefined where there is not even a colon. */
  readonly value: Node | undefined;
  /** True where it comes from another map, by a merge key. */
  readonly merged: boolean;
}

/** Told about a node that cannot be used, and why. */
export type Complain = (node: Node, text: string) => void;

export interface Follower {
  /** The node itself, or the one an alias stands for; undefined, and a complaint, where there is none to use. */
  readonly follow: (node: Node, complain: Complain) => Node | undefined;
  /** The entries of a map, those merged into it (`<<: *other`) behind its own: the first of a name counts. */
  readonly entriesOf: (map: YAMLMap<unknown, unknown>, complain: Complain) => readonly Entry[];
}

const MERGE = '<<';
/** As many as the yaml package allows by itself: a file of a few lines could otherwise grow without end. */
const MOST_ALIASES = 100;
const CORE = ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((tag) => `tag:yaml.org,2002:${tag}`);

export function createFollower(resolve: (alias: Alias) => Node | undefined): Follower {
  let aliases = 0;

  function follow(node: Node, complain: Complain): Node | undefined {
    const target = isAlias(node) ? behind(node, complain) : node;
    const tag = target?.tag;
    if (tag === undefined || CORE.includes(tag) || (tag === '!secret' && isScalar(target))) return target;
    complain(node, 'has an unknown tag; expected !secret and a name, or a text that starts with ! in quotes');
    return undefined;
  }

  function behind(alias: Alias, complain: Complain): Node | undefined {
    aliases += 1;
    const target = aliases > MOST_ALIASES ? undefined : resolve(alias);
    if (aliases > MOST_ALIASES) complain(alias, `too many aliases; expected ${MOST_ALIASES} at most`);
    else if (!target)
      complain(alias, 'refers to an anchor that is not there; expected quotes if the text starts with *');
    return target;
  }

  function entriesOf(map: YAMLMap<unknown, unknown>, complain: Complain): readonly Entry[] {
    const all = map.items.map((pair) => entryOf(pair, map));
    const own = all.filter(({ key, value }) => key !== MERGE || value === undefined);
    const merges = all.flatMap(({ key, value }) => (key === MERGE && value !== undefined ? [value] : []));
    return [...own, ...merges.flatMap((value) => mergedEntries(value, complain))];
  }

  function mergedEntries(node: Node, complain: Complain): readonly Entry[] {
    const target = follow(node, complain);
    if (target === undefined) return [];
    if (isMap(target)) return entriesOf(target, complain).map((entry) => ({ ...entry, merged: true }));
    const maps = isSeq(target) ? target.items.filter(isUsable) : [];
    if (maps.length > 0 && !maps.some(isSeq)) return maps.flatMap((item) => mergedEntries(item, complain));
    complain(node, 'merges something that is no section; expected <<: and an alias of one');
    return [];
  }

  return { follow, entriesOf };
}

export function isUsable(value: unknown): value is Node {
  return isAlias(value) || isScalar(value) || isMap(value) || isSeq(value);
}

export function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

function entryOf({ key, value }: Pair<unknown, unknown>, map: Node): Entry {
  return {
    key: isScalar(key) ? String(key.value ?? '') : undefined,
    at: offsetOf(isUsable(key) ? key : map),
    value: isUsable(value) ? value : undefined,
    merged: false,
  };
}
