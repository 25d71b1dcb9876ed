import type { SeriesAnswer, SeriesView } from '../../src/page/api.js';
import type { Scene } from '../charts/scene.js';
import { headOf } from '../charts/series-table.js';
import { TableRoom } from '../charts/table-room.js';
import { averagesOf, PRESSURE_METRICS, type Pressures, pressureRows } from './pressure-rows.js';

export interface PressureTableProps {
  readonly scene: Scene;
  readonly answer: SeriesAnswer;
}

const COLUMNS = ['systolic', 'diastolic', 'pulse'] as const satisfies readonly (keyof Pressures)[];

/** Each measurement of blood pressure, and the means of all. */
export function PressureTable({ scene, answer }: PressureTableProps) {
  const { t, format } = scene.words;
  const rows = pressureRows(answer);
  const series = (column: keyof Pressures): SeriesView | undefined => answer[PRESSURE_METRICS[column]];
  const shown = COLUMNS.filter((column) => series(column));
  const thinned = shown.some((column) => series(column)?.min);
  const text = (values: Pressures, column: keyof Pressures) => {
    const value = values[column];
    return value === undefined ? '–' : format.number(value, series(column)?.precision ?? 0);
  };
  return (
    <section>
      <h2>{t('chart.pressure')}</h2>
      {rows.length === 0 && <p>{t('charts.nothing')}</p>}
      {thinned && <p>{t('charts.thinned')}</p>}
      {rows.length > 0 && (
        <TableRoom label={t('chart.pressure')}>
          <table class="data">
            <caption class="hidden">{t('chart.pressure')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('charts.day')}</th>
                <th scope="col">{t('print.clock')}</th>
                {shown.map((column) => (
                  <th key={column} scope="col">
                    {headOf(scene, series(column)!)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              <tr class="average">
                <th scope="row" colSpan={2}>
                  {t('print.average', { n: rows.length })}
                </th>
                {shown.map((column) => (
                  <td key={column}>{text(averagesOf(rows), column)}</td>
                ))}
              </tr>
              {rows.map((row) => (
                <tr key={row.time}>
                  <th scope="row">{format.day(row.time * 1000)}</th>
                  <td>{format.clock(row.time * 1000)}</td>
                  {shown.map((column) => (
                    <td key={column}>{text(row, column)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </TableRoom>
      )}
    </section>
  );
}
