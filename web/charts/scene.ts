import { useMemo, useRef, useState } from 'preact/hooks';
import type { Names, PersonView } from '../../src/page/api.js';
import type { Formats } from '../formats.js';
import type { Words } from '../i18n/index.js';
import { usePage, useWords } from '../page.js';
import type { Range } from '../range.js';
import { hrefOf } from '../route.js';
import { type TimeLabels, timeLabels } from './axes.js';
import { type Days, daysIn, daysOf, EARLIEST_DAY, type Stretch, stretchOf } from './days.js';
import { addDays, type Zoned, zoned } from './zone.js';

/** What all charts of a person have in common. */
export interface Scene {
  readonly person: PersonView;
  readonly range: Range;
  /** In the zone of the person. */
  readonly today: string;
  readonly days: Days;
  readonly stretch: Stretch;
  readonly zoned: Zoned;
  readonly times: TimeLabels;
  readonly words: Words & { readonly format: Formats };
  /** Of the page's places, in the same range. */
  href(...rest: readonly string[]): string;
  name(names: Names): string;
  /** Shows a stretch: from then on it is the range. */
  zoom(stretch: Stretch, by: 'hand' | 'key'): void;
  /** Undefined where nothing was zoomed. */
  readonly back: (() => void) | undefined;
  /** Tells of a value, so that all of time begins with the earliest one. */
  seen(time: number | undefined): void;
}

/** @param rest of the place that the charts stand at */
export function useScene(person: PersonView, range: Range, rest: readonly string[]): Scene {
  const page = usePage();
  const words = useWords(person);
  const clock = useMemo(() => zoned(person.zone), [person.zone]);
  const times = useMemo(() => timeLabels(words.locale, clock.zone), [words.locale, clock]);
  const today = clock.dayOf(page.now.value / 1000);
  const [earliest, setEarliest] = useState<number>();
  const zoomedFrom = useRef<Range | undefined>(undefined);
  const stretch = stretchOf(range, today, clock, earliest);
  const go = (next: Range, replace: boolean) => {
    const href = hrefOf({ view: 'charts', name: person.name, rest, range: next });
    if (replace) location.replace(href);
    else location.hash = href;
  };
  const before = 'from' in range ? zoomedFrom.current : undefined;
  const back = before && (() => go(before, true));
  return {
    ...{ person, range, today, words, zoned: clock, times, stretch, back },
    days: daysOf(range, today),
    href: (...there) => hrefOf({ view: 'charts', name: person.name, rest: there, range }),
    name: (names) => names[words.language],
    zoom(wanted, by) {
      const limits = { min: clock.startOf(EARLIEST_DAY), max: clock.startOf(addDays(today, 1)) };
      const next = daysIn(limited(wanted, limits), clock);
      if ('from' in range && range.from === next.from && range.to === next.to) return;
      if (!before) zoomedFrom.current = range;
      go(next, by === 'key');
    },
    seen(time) {
      if (time !== undefined && time < (earliest ?? Number.POSITIVE_INFINITY)) setEarliest(time);
    },
  };
}

/** The same where something was, in that zone; the person may be elsewhere by now. */
export function useSceneIn(scene: Scene, zone: string): Scene {
  const { formats } = usePage();
  const clock = useMemo(() => zoned(zone), [zone]);
  const times = useMemo(() => timeLabels(scene.words.locale, clock.zone), [scene.words.locale, clock]);
  return { ...scene, zoned: clock, times, words: { ...scene.words, format: formats(zone) } };
}

/** Cut, not moved: who zooms out at the right edge wants more of the past. */
function limited({ min, max }: Stretch, limits: Stretch): Stretch {
  return { min: Math.max(min, limits.min), max: Math.min(max, limits.max) };
}
