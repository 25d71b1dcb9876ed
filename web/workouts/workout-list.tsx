import { useEffect, useMemo, useState } from 'preact/hooks';
import type { WorkoutView } from '../../src/page/api.js';
import { DataTable } from '../charts/data-table.js';
import { lengthOf } from '../charts/days.js';
import { Listing } from '../charts/listing.js';
import { Figure, Picture } from '../charts/picture.js';
import type { PlotCursor } from '../charts/plot.js';
import { timeText } from '../charts/readings.js';
import type { Scene } from '../charts/scene.js';
import { stepOf } from '../charts/steps.js';
import { valueColumns } from '../charts/value-columns.js';
import { DURATION, workoutBars } from './workout-bars.js';

/** Those of a workout that are worth a column, where there are any. */
const COLUMNS = [
  DURATION,
  'workout_distance',
  'workout_elevation',
  'workout_active_calories',
  'workout_heart_rate_average',
  'workout_heart_rate_max',
];
const HEIGHT = 200;

/** The workouts of a range: as bars, and as a list. */
export function WorkoutList({ scene }: { readonly scene: Scene }) {
  return (
    <Listing<WorkoutView> scene={scene} what="workouts" title={scene.words.t('topic.workouts')} metrics={COLUMNS}>
      {(list) => (
        <>
          <WorkoutBars scene={scene} list={list} />
          <WorkoutTable scene={scene} list={list} />
        </>
      )}
    </Listing>
  );
}

interface ListProps {
  readonly scene: Scene;
  readonly list: readonly WorkoutView[];
}

function WorkoutBars({ scene, list }: ListProps) {
  const { words, zoned, stretch, today, days } = scene;
  const [cursor, onCursor] = useState<PlotCursor>();
  // All of time begins with the first workout, not with the first day that was asked for.
  const first = zoned.dayOf(Date.parse(list.at(-1)?.start ?? '') / 1000);
  const step = stepOf(Math.min(lengthOf(days), lengthOf({ from: first, to: today })));
  const frame = useMemo(() => workoutBars(list, step, zoned), [list, step, zoned]);
  useEffect(() => scene.seen(frame.t[0]), [frame.t[0]]);
  const duration = list.find(({ metrics }) => metrics[DURATION])?.metrics[DURATION];
  const [column] = frame.columns;
  if (!duration || !column) return null;
  const title = words.t('topic.workouts');
  const at = cursor?.points[0] ?? frame.t.length - 1;
  const time = timeText(scene, frame.t[at] ?? 0, step);
  const value = words.format.value({ ...duration, value: column.values[at] ?? null });
  return (
    <Figure title={title} unit={words.format.unit(duration.unit)}>
      <Picture
        {...{ scene, title, frame, stretch, time, onCursor, height: HEIGHT, together: 'charts' }}
        entries={[{ ...column, name: scene.name(duration.names), value }]}
        about={words.t('charts.workouts', { n: list.length })}
        said={cursor?.by === 'key' ? `${time}: ${value}` : undefined}
        onZoom={scene.zoom}
        onBack={scene.back}
      />
    </Figure>
  );
}

function WorkoutTable({ scene, list }: ListProps) {
  const { words } = scene;
  const { heads, cells } = valueColumns(scene, list, COLUMNS);
  return (
    <DataTable
      caption={words.t('charts.workouts', { n: list.length })}
      heads={[words.t('charts.time'), words.t('charts.kind'), ...heads]}
      rows={list.map(({ start, type }, row) => [
        words.format.short(start),
        type === null ? '–' : words.word(type),
        ...cells[row]!,
      ])}
    />
  );
}
