import type { ValueView } from '../../src/page/api.js';
import type { Scene } from './scene.js';

interface Valued {
  readonly metrics: Readonly<Record<string, ValueView>>;
}

/** Columns of a list of records, those of the wanted metrics that any of them has. */
export function valueColumns(
  scene: Pick<Scene, 'name' | 'words'>,
  list: readonly Valued[],
  wanted: readonly string[],
): { readonly heads: readonly string[]; readonly cells: readonly (readonly string[])[] } {
  const { format } = scene.words;
  const columns = wanted.flatMap((key) => {
    const first = list.find(({ metrics }) => metrics[key])?.metrics[key];
    return first ? [{ key, name: scene.name(first.names) }] : [];
  });
  return {
    heads: columns.map(({ name }) => name),
    cells: list.map(({ metrics }) =>
      columns.map(({ key }) => {
        const value = metrics[key];
        return value ? format.value(value) : '–';
      }),
    ),
  };
}
