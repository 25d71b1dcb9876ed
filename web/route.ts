import { parseRange, type Range, rangeQuery } from './range.js';

/** Where the page stands: all of it lies in the hash, so that it works below any path. */
export type Route =
  | { readonly view: 'start' }
  | { readonly view: 'person'; readonly name: string }
  | { readonly view: 'connect'; readonly name: string }
  /** `rest` is what follows, such as `['nights', '2026-11-28']`. */
  | { readonly view: 'charts'; readonly name: string; readonly rest: readonly string[]; readonly range: Range }
  | { readonly view: 'print'; readonly name: string; readonly range: Range }
  | { readonly view: 'unknown' };

/** @param hash `#/people/anna/charts/nights?range=year`; an empty one is the start */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const words = decodeWords(path);
  if (!words) return { view: 'unknown' };
  const [first, name, view, ...rest] = words;
  if (first === undefined) return { view: 'start' };
  if (first !== 'people' || name === undefined) return { view: 'unknown' };
  const range = parseRange(new URLSearchParams(query));
  if (view === 'charts') return { view, name, rest, range };
  if (rest.length > 0) return { view: 'unknown' };
  if (view === undefined) return { view: 'person', name };
  if (view === 'connect') return { view, name };
  return view === 'print' ? { view, name, range } : { view: 'unknown' };
}

/** The hash of a place, for links. */
export function hrefOf(route: Route): string {
  switch (route.view) {
    case 'start':
    case 'unknown':
      return '#/';
    case 'person':
      return join(['people', route.name]);
    case 'connect':
      return join(['people', route.name, 'connect']);
    case 'charts':
      return join(['people', route.name, 'charts', ...route.rest], route.range);
    case 'print':
      return join(['people', route.name, 'print'], route.range);
  }
}

function join(words: readonly string[], range?: Range): string {
  const query = range ? rangeQuery(range) : '';
  return `#/${words.map(encodeURIComponent).join('/')}${query && `?${query}`}`;
}

/** Undefined for what nobody could have encoded. */
function decodeWords(path: string): string[] | undefined {
  try {
    return path
      .split('/')
      .filter((word) => word !== '')
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
