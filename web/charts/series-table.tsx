import type { SeriesAnswer, SeriesView } from '../../src/page/api.js';
import { DataTable } from './data-table.js';
import { timeText } from './readings.js';
import type { Scene } from './scene.js';
import { type Cell, rowsOf } from './table-rows.js';

export interface SeriesTableProps {
  readonly scene: Scene;
  readonly answer: SeriesAnswer;
  readonly title: string;
  readonly metrics: readonly string[];
  readonly daily: boolean;
  /** For paper: all on one page, the oldest first. */
  readonly onPaper?: true;
}

/** What a chart shows, as a table. */
export function SeriesTable({ scene, answer, title, metrics, daily, onPaper }: SeriesTableProps) {
  const { format, t } = scene.words;
  const shown = metrics.filter((key) => answer[key]);
  const newestFirst = rowsOf(answer, shown);
  const rows = onPaper ? newestFirst.toReversed() : newestFirst;
  const text = (cell: Cell | undefined, { precision }: SeriesView) => {
    if (!cell) return '–';
    const { value, lowest, highest } = cell;
    const number = format.number(value, precision);
    if (lowest === undefined || highest === undefined) return number;
    return `${number} (${format.number(lowest, precision)} – ${format.number(highest, precision)})`;
  };
  return (
    <DataTable
      {...(onPaper && { size: rows.length })}
      caption={t('charts.caption', { name: title, from: format.day(scene.days.from), to: format.day(scene.days.to) })}
      heads={[t(daily ? 'charts.day' : 'charts.time'), ...shown.map((key) => headOf(scene, answer[key]!))]}
      rows={rows.map(({ time, cells }) => [
        timeText(scene, time, daily ? 'day' : undefined),
        ...cells.map((cell, at) => text(cell, answer[shown[at]!]!)),
      ])}
    />
  );
}

/** Its name, with the unit where it has one. */
export function headOf({ name, words }: Scene, { names, unit }: SeriesView): string {
  return unit ? `${name(names)} (${words.format.unit(unit)})` : name(names);
}
