import { useMemo } from 'preact/hooks';
import type { SeriesAnswer } from '../../src/page/api.js';
import { CHARTS } from '../charts/chart-list.js';
import { frameOf } from '../charts/frame.js';
import { Picture } from '../charts/picture.js';
import { readingsOf, summaryText } from '../charts/readings.js';
import type { Scene } from '../charts/scene.js';
import { SeriesTable } from '../charts/series-table.js';

export interface WeightPartProps {
  readonly scene: Scene;
  readonly answer: SeriesAnswer;
}

const CHART = CHARTS.find(({ metrics }) => metrics[0] === 'weight')!;
const HEIGHT = 230;
/** More rows than that are pages that no doctor turns: the picture says it. */
const MOST_ROWS = 62;

/** What is on paper stays as it is. */
const ignore = () => {};

/** Weight as a picture, and as a table where it is a short one. */
export function WeightPart({ scene, answer }: WeightPartProps) {
  const { words, zoned } = scene;
  const weight = answer.weight!;
  const frame = useMemo(() => frameOf(CHART, answer, zoned), [answer, zoned]);
  const title = scene.name(weight.names);
  const from = weight.t[0];
  if (from === undefined) {
    return (
      <section>
        <h2>{title}</h2>
        <p>{words.t('charts.nothing')}</p>
      </section>
    );
  }
  // All of time begins with what there is.
  const isAll = 'span' in scene.range && scene.range.span === 'all';
  const stretch = isAll ? { ...scene.stretch, min: Math.min(from, scene.stretch.max - 7 * 86_400) } : scene.stretch;
  const about = summaryText({ scene, answer: { weight }, step: undefined });
  return (
    <section>
      <h2>{title}</h2>
      <Picture
        {...{ scene, title, frame, stretch, about, height: HEIGHT, together: 'print', said: undefined }}
        {...readingsOf({ scene, answer, frame, cursor: undefined, step: undefined })}
        {...{ onZoom: ignore, onBack: undefined, onCursor: ignore }}
      />
      {weight.t.length <= MOST_ROWS && (
        <SeriesTable {...{ scene, answer, title, daily: false, metrics: ['weight'], onPaper: true }} />
      )}
    </section>
  );
}
