export const SPANS = ['week', 'month', 'year', 'all'] as const;
export type Span = (typeof SPANS)[number];

/** The one range of all charts: a span that ends today, or days of one's own, both whole and included. */
export type Range = { readonly span: Span } | { readonly from: string; readonly to: string };

/** What is shown when nothing is said. */
export const USUAL_RANGE = { span: 'month' } as const satisfies Range;

/** Of the query of the hash; the usual one where it says nothing that makes sense. */
export function parseRange(query: URLSearchParams): Range {
  const from = query.get('from');
  const to = query.get('to');
  // Whoever has them the wrong way round means the same days.
  if (isDay(from) && isDay(to)) return from <= to ? { from, to } : { from: to, to: from };
  const span = SPANS.find((one) => one === query.get('range'));
  return span ? { span } : USUAL_RANGE;
}

/** The query that `parseRange` reads; empty for the usual range. */
export function rangeQuery(range: Range): string {
  if ('from' in range) return new URLSearchParams({ from: range.from, to: range.to }).toString();
  return range.span === USUAL_RANGE.span ? '' : new URLSearchParams({ range: range.span }).toString();
}

/** @param day `2026-11-28`; a day that no calendar has is none */
function isDay(day: string | null): day is string {
  if (day === null || !/^\d{4}-\d\d-\d\d$/.test(day)) return false;
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
