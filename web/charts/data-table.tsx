import { useState } from 'preact/hooks';
import { usePage } from '../page.js';
import { TableRoom } from './table-room.js';
import { pageOf } from './table-rows.js';

export interface DataTableProps {
  readonly caption: string;
  readonly heads: readonly string[];
  /** As texts, the first one is the row's head. */
  readonly rows: readonly (readonly string[])[];
  /** Where a row leads to. */
  readonly href?: (row: number) => string | undefined;
  /** Rows of a page. */
  readonly size?: number;
}

const USUAL_SIZE = 50;

/** A table in pages, for whatever is drawn elsewhere, too. */
export function DataTable({ caption, heads, rows, href, size = USUAL_SIZE }: DataTableProps) {
  const [wanted, setWanted] = useState(0);
  const { t } = usePage().words.value;
  const page = pageOf(rows, wanted, size);
  const first = page.number * size;
  return (
    <>
      <TableRoom label={caption}>
        <table class="data">
          <caption>{caption}</caption>
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {page.rows.map((cells, at) => (
              <tr key={first + at}>
                {cells.map((cell, column) => (
                  <BodyCell key={heads[column]} head={column === 0} text={cell} href={href?.(first + at)} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableRoom>
      {page.count > 1 && (
        <p class="pager">
          <button type="button" disabled={page.number === 0} onClick={() => setWanted(page.number - 1)}>
            {t('charts.newer')}
          </button>
          <span>{t('charts.page', { page: page.number + 1, n: page.count })}</span>
          <button type="button" disabled={page.number === page.count - 1} onClick={() => setWanted(page.number + 1)}>
            {t('charts.older')}
          </button>
        </p>
      )}
    </>
  );
}

interface BodyCellProps {
  readonly head: boolean;
  readonly text: string;
  readonly href: string | undefined;
}

function BodyCell({ head, text, href }: BodyCellProps) {
  if (!head) return <td>{text}</td>;
  return <th scope="row">{href === undefined ? text : <a href={href}>{text}</a>}</th>;
}
