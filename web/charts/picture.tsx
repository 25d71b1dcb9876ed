import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Behind, type BehindProps } from './behind.js';
import { Legend, type LegendProps } from './legend.js';
import { Plot, type PlotProps } from './plot.js';
import type { Scene } from './scene.js';

export interface FigureProps {
  readonly title: string;
  /** As it is shown. */
  readonly unit?: string;
  readonly busy?: boolean;
  readonly children: ComponentChildren;
}

/** A picture with its name. */
export function Figure({ title, unit, busy = false, children }: FigureProps) {
  return (
    <figure class="chart" aria-busy={busy}>
      <figcaption>
        <h3>{title}</h3>
        <span class="soft">{unit}</span>
      </figcaption>
      {children}
    </figure>
  );
}

type OfPlot = Pick<PlotProps, 'frame' | 'stretch' | 'height' | 'together' | 'onZoom' | 'onBack' | 'onCursor'> &
  Partial<Pick<PlotProps, 'lanes' | 'margin' | 'paint'>>;

export interface PictureProps extends OfPlot, LegendProps, Partial<Pick<BehindProps, 'csv'>> {
  readonly scene: Pick<Scene, 'words' | 'times' | 'zoned'>;
  readonly title: string;
  /** The whole of it in a few sentences, for whoever does not see it. */
  readonly about: string;
  /** Read out when the cursor has been moved by a key. */
  readonly said: string | undefined;
  /** The same as a table; made only when somebody looks. */
  readonly table?: BehindProps['children'];
}

/** What is drawn, with all that belongs to it: signs and values, words for screen readers, the table behind it. */
export function Picture({ scene, title, time, entries, about, said, csv, table, ...plot }: PictureProps) {
  const { words, times, zoned } = scene;
  const id = useId();
  return (
    <>
      <Legend time={time} entries={entries} />
      <Plot
        {...plot}
        {...{ times, zoned, number: words.format.number, describedBy: id }}
        label={words.t('charts.keys', { name: title })}
      />
      <p class="hidden" id={id}>
        {about}
      </p>
      <p class="hidden" aria-live="polite">
        {said}
      </p>
      {table && (
        <Behind name={title} words={words} {...(csv !== undefined && { csv })}>
          {table}
        </Behind>
      )}
    </>
  );
}
