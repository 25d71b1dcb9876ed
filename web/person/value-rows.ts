import type { MetricView, PersonView } from '../../src/page/api.js';
import type { Words } from '../i18n/index.js';

export interface ValueRow {
  readonly key: string;
  readonly name: string;
  readonly metric: MetricView;
}

/** All that a person has a value of and whose name has every word of a search, by name. */
export function valueRows(
  { metrics }: PersonView,
  { language, locale }: Pick<Words, 'language' | 'locale'>,
  search: string,
): ValueRow[] {
  const collator = new Intl.Collator(locale, { numeric: true });
  const words = folded(search).split(/\s+/);
  return Object.entries(metrics)
    .map(([key, metric]) => ({ key, name: metric.names[language], metric }))
    .filter(({ key, name }) => {
      const text = folded(`${name} ${key}`);
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => collator.compare(a.name, b.name));
}

/** Without case and accents: whoever searches for `große` may write `GROSSE`. */
function folded(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toUpperCase();
}
