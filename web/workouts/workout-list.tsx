import { useMemo, useState } from 'preact/hooks';
import type { WorkoutView } from '../../src/page/api.js';
import { personPath } from '../api.js';
import { DataTable } from '../charts/data-table.js';
import { lengthOf } from '../charts/days.js';
import { Legend } from '../charts/legend.js';
import { Plot, type PlotCursor } from '../charts/plot.js';
import type { Scene } from '../charts/scene.js';
import { useAnswer } from '../charts/use-answer.js';
import { valueColumns } from '../charts/value-columns.js';
import { Waiting } from '../charts/waiting.js';
import { DURATION, daysOfBar, workoutBars } from './workout-bars.js';

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
  const { person, days, words } = scene;
  const query = `from=${days.from}&to=${days.to}`;
  const answer = useAnswer<readonly WorkoutView[]>(`${personPath(person.name)}/workouts?${query}`, person.last_sync);
  const list = answer.value ?? [];
  return (
    <section class="listing" aria-busy={answer.phase === 'loading'}>
      <Waiting answer={answer} />
      {answer.value && list.length === 0 && <p class="chart-note">{words.t('charts.nothing')}</p>}
      {list.length > 0 && <WorkoutBars scene={scene} list={list} />}
      {list.length > 0 && <WorkoutTable scene={scene} list={list} />}
    </section>
  );
}

interface ListProps {
  readonly scene: Scene;
  readonly list: readonly WorkoutView[];
}

function WorkoutBars({ scene, list }: ListProps) {
  const { words, zoned } = scene;
  const [cursor, setCursor] = useState<PlotCursor>();
  // All of time begins with the first workout, not with the first day that was asked for.
  const first = Date.parse(list.at(-1)?.start ?? '') / 1000;
  const per = daysOfBar(Math.min(lengthOf(scene.days), lengthOf({ from: zoned.dayOf(first), to: scene.today })));
  const frame = useMemo(() => workoutBars(list, per, zoned), [list, per, zoned]);
  scene.seen(frame.t[0]);
  const duration = list.find(({ metrics }) => metrics[DURATION])?.metrics[DURATION];
  if (!duration) return null;
  const title = words.t(per === 1 ? 'charts.workouts_by_day' : 'charts.workouts_by_week');
  const at = cursor?.points[0] ?? frame.t.length - 1;
  const sum = frame.columns[0]?.values[at] ?? null;
  const time = words.format.day(zoned.dayOf(frame.t[at] ?? 0));
  const entry = {
    ...frame.columns[0]!,
    name: scene.name(duration.names),
    value: words.format.value({ ...duration, value: sum }),
  };
  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
        <span class="unit">{words.format.unit(duration.unit)}</span>
      </figcaption>
      <Legend time={time} entries={[entry]} />
      <Plot
        {...{ frame, height: HEIGHT, together: 'charts', stretch: scene.stretch, times: scene.times, zone: zoned.zone }}
        number={words.format.number}
        label={words.t('charts.keys', { name: title })}
        describedBy="workouts-table"
        onZoom={scene.zoom}
        onBack={() => scene.back?.()}
        onCursor={setCursor}
      />
      <p class="hidden" aria-live="polite">
        {cursor?.by === 'key' && `${time}: ${entry.value}`}
      </p>
    </figure>
  );
}

function WorkoutTable({ scene, list }: ListProps) {
  const { words } = scene;
  const { heads, cells } = valueColumns(scene, list, COLUMNS);
  return (
    <div id="workouts-table">
      <DataTable
        caption={words.t('charts.workouts', { n: list.length })}
        heads={[words.t('charts.time'), words.t('charts.kind'), ...heads]}
        rows={list.map((workout, row) => [
          words.format.short(workout.start),
          workout.type === null ? '–' : words.word(workout.type),
          ...cells[row]!,
        ])}
      />
    </div>
  );
}
