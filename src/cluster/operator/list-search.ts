import { z } from 'zod';
import type { AccountRow, AccountSearch, Accounts } from '../../store/cluster-accounts.js';
import type { Texts } from './texts-en.js';

/** People on a page. */
export const PAGE_ROWS = 100;

const MOST_LETTERS = 200;
/** A database takes no NUL, and nobody is called by another control character. */
const words = z
  .string()
  .transform((text) =>
    text
      .replace(/[\p{Cc}\p{Cs}]+/gu, ' ')
      .trim()
      .slice(0, MOST_LETTERS),
  )
  .optional();

/** The query of the list, as somebody has typed it or a link of ours has it. */
export const listQuery = z.object({
  words,
  after: words,
  before: words,
  show: z.literal('waiting').optional().catch(undefined),
});
export type ListQuery = z.output<typeof listQuery>;

/** What has just been done to somebody who is not there any more. */
const LIST_TOLD = ['removed', 'removedAlone', 'removedHere'] as const satisfies readonly (keyof Texts['told'])[];
export type ListTold = (typeof LIST_TOLD)[number];
export const listTold = z.object({ told: z.enum(LIST_TOLD).optional().catch(undefined) });

/** What is shown of a search. */
export interface ListPage {
  readonly rows: readonly AccountRow[];
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
}

/** One more than is shown is asked for, which tells whether there is another page. */
export async function listPage(accounts: Accounts, query: ListQuery): Promise<ListPage> {
  const { words = '', after, before, show } = query;
  const search: AccountSearch = { words, waiting: show === 'waiting', most: PAGE_ROWS + 1 };
  if (before) {
    const rows = await accounts.list({ ...search, before });
    if (rows.length > PAGE_ROWS) return { rows: rows.slice(-PAGE_ROWS), hasPrevious: true, hasNext: true };
    // The beginning is a full page, too.
    return listPage(accounts, { words, show });
  }
  const rows = await accounts.list({ ...search, ...(after && { after }) });
  return { rows: rows.slice(0, PAGE_ROWS), hasPrevious: Boolean(after), hasNext: rows.length > PAGE_ROWS };
}

/** The query of another page of the same search, with its question mark; empty for the list as it is at first. */
export function queryOf({ words, show }: ListQuery, place: Pick<ListQuery, 'after' | 'before'> = {}): string {
  const pairs = Object.entries({ words, show, ...place }).flatMap(([key, value]): [string, string][] =>
    value ? [[key, value]] : [],
  );
  return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : '';
}
