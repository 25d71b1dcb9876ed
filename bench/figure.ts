/** What was measured, beside something that was measured with it: machines differ, only the ratio means something. */
interface Measured {
  readonly what: string;
  /** In words, with its unit, as `beside`. */
  readonly ours: string;
  readonly beside: string;
  /** A difference or a time where `unit` says which; of pairs that were measured in turn, the median of their ratios. */
  readonly ratio: number;
  readonly unit?: string;
}

interface Bounded extends Measured {
  readonly limit: number;
  /** On which side of the limit it should be. */
  readonly better: 'less' | 'more';
  /** What takes it over the limit, where something is known to: for the page, as long as the limit is not kept. */
  readonly reason?: string;
}

/** One line of the table; not everything has a bound. */
export type Figure = Bounded | (Measured & { readonly limit?: never });

/** True also for a figure without a bound. */
export function isKept(figure: Figure): boolean {
  if (figure.limit === undefined) return true;
  return figure.better === 'less' ? figure.ratio <= figure.limit : figure.ratio >= figure.limit;
}

/** A line of text without the bound: the few runs of the short form say nothing about it. */
export function textLine({ what, ours, beside, ratio, unit = '' }: Figure): string {
  return `${what}: ${ours}; ${beside}; ${`${ratio.toFixed(2)} ${unit}`.trim()}`;
}

export const TABLE_HEAD = `| what | withings2mqtt | beside it | ratio, difference or time | bound | kept |
| --- | --- | --- | --- | --- | --- |`;

/** A row of Markdown below TABLE_HEAD. */
export function tableRow(figure: Figure): string {
  const { what, ours, beside, ratio, unit = '' } = figure;
  const shown = `| ${what} | ${ours} | ${beside} | ${`${ratio.toFixed(2)} ${unit}`.trim()}`;
  if (figure.limit === undefined) return `${shown} | none | |`;
  const bound = `${figure.better === 'less' ? 'at most' : 'at least'} ${figure.limit} ${unit}`.trim();
  return `${shown} | ${bound} | ${isKept(figure) ? 'yes' : 'no'} |`;
}
