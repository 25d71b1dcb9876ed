import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { type Range, SPANS } from '../range.js';
import { hrefOf } from '../route.js';
import { type Days, EARLIEST_DAY, sensible } from './days.js';
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
  const right = hrefFor(days);
  useEffect(() => {
    // Days that do not make sense were taken for others: the address says which.
    if (own && location.hash !== right) location.replace(right);
  }, [own, right]);
  const go = (next: Days) => {
    const href = hrefFor(next.from <= next.to ? next : { from: next.to, to: next.from });
    if (own) location.replace(href);
    else location.hash = href;
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
      <DayField
        label={t('charts.from')}
        today={today}
        day={own || range.span !== 'all' ? days.from : scene.zoned.dayOf(scene.stretch.min)}
        onDay={(from) => go({ ...days, from })}
      />
      <DayField label={t('charts.to')} today={today} day={days.to} onDay={(to) => go({ ...days, to })} />
      {back && (
        <button type="button" onClick={back}>
          {t('charts.zoom_back')}
        </button>
      )}
    </fieldset>
  );
}

interface DayFieldProps {
  readonly label: string;
  readonly today: string;
  readonly day: string;
  readonly onDay: (day: string) => void;
}

/** A day that is chosen at once, or typed: then it counts when it is whole, not with each digit. */
function DayField({ label, today, day, onDay }: DayFieldProps) {
  const types = useRef(false);
  const input = useRef<HTMLInputElement>(null);
  // Whatever else is drawn anew while somebody types, the digits stay.
  useLayoutEffect(() => {
    if (input.current && !types.current) input.current.value = day;
  }, [day]);
  const take = (field: HTMLInputElement) => {
    types.current = false;
    const next = sensible(field.value || day, today);
    field.value = day;
    if (next !== day) onDay(next);
  };
  return (
    <label>
      {label}
      <input
        ref={input}
        type="date"
        min={EARLIEST_DAY}
        max={today}
        onKeyDown={({ key, currentTarget }) => {
          types.current = true;
          if (key === 'Enter') take(currentTarget);
        }}
        onChange={({ currentTarget }) => types.current || take(currentTarget)}
        onBlur={({ currentTarget }) => take(currentTarget)}
      />
    </label>
  );
}

/** Of a view of charts. */
export function chartsHref(name: string, rest: readonly string[]): (range: Range) => string {
  return (range) => hrefOf({ view: 'charts', name, rest, range });
}
