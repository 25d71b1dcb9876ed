import { type Range, SPANS } from '../range.js';
import { hrefOf } from '../route.js';
import type { Scene } from './scene.js';

export interface RangeBarProps {
  readonly scene: Scene;
  /** The place that it stands at, with another range. */
  readonly hrefFor: (range: Range) => string;
}

/** The one range of all that is shown: a span, or days of one's own. */
export function RangeBar({ scene, hrefFor }: RangeBarProps) {
  const { range, days, today, back } = scene;
  const { t } = scene.words;
  const own = 'from' in range;
  const choose = (next: { from: string; to: string }) => {
    if (next.from !== '' && next.to !== '' && next.from <= next.to) location.hash = hrefFor(next);
  };
  return (
    <fieldset class="range-bar">
      <legend class="hidden">{t('charts.range')}</legend>
      <ul>
        {SPANS.map((span) => (
          <li key={span}>
            <a href={hrefFor({ span })} aria-current={!own && range.span === span ? 'true' : undefined}>
              {t(`span.${span}`)}
            </a>
          </li>
        ))}
      </ul>
      <label>
        {t('charts.from')}
        <input
          type="date"
          max={today}
          value={own || range.span !== 'all' ? days.from : scene.zoned.dayOf(scene.stretch.min)}
          onChange={({ currentTarget }) => choose({ from: currentTarget.value, to: days.to })}
        />
      </label>
      <label>
        {t('charts.to')}
        <input
          type="date"
          max={today}
          value={days.to}
          onChange={({ currentTarget }) => choose({ from: days.from, to: currentTarget.value })}
        />
      </label>
      {back && (
        <button type="button" onClick={back}>
          {t('charts.zoom_back')}
        </button>
      )}
    </fieldset>
  );
}

/** Of a view of charts. */
export function chartsHref(name: string, rest: readonly string[]): (range: Range) => string {
  return (range) => hrefOf({ view: 'charts', name, rest, range });
}
