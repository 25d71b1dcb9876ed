import { useId, useMemo } from 'preact/hooks';
import type { Formats } from '../formats.js';
import type { Words } from '../i18n/index.js';
import { type StripOptions, stripOf } from './strip.js';

export interface EcgPaperProps extends StripOptions {
  /** Microvolts. */
  readonly signal: readonly (number | null)[];
  readonly words: Words & { readonly format: Formats };
}

/** The lines of an ECG, as long as they are on paper: a millimetre is a millimetre where the browser knows it. */
export function EcgPaper({ signal, frequency, seconds, words: { t, format } }: EcgPaperProps) {
  const { lines, width, height } = useMemo(() => stripOf(signal, { frequency, seconds }), [signal, frequency, seconds]);
  const second = (time: number) => format.number(Math.round(time * 10) / 10, null);
  return (
    <>
      {lines.map(({ from, to, path }) => (
        <svg
          key={from}
          class="ecg-line"
          role="img"
          aria-label={t('ecg.line', { from: second(from), to: second(to) })}
          viewBox={`0 0 ${width} ${height}`}
          width={`${width}mm`}
          height={`${height}mm`}
        >
          <Grid width={width} height={height} />
          <path class="ecg-signal" d={path} />
          <text x="1" y={height - 1.2}>
            {second(from)} s
          </text>
        </svg>
      ))}
    </>
  );
}

function Grid({ width, height }: { readonly width: number; readonly height: number }) {
  const id = useId();
  return (
    <>
      <defs>
        <pattern id={`${id}-1`} width="1" height="1" patternUnits="userSpaceOnUse">
          <path class="ecg-fine" d="M0 0H1M0 0V1" />
        </pattern>
        <pattern id={`${id}-5`} width="5" height="5" patternUnits="userSpaceOnUse">
          <rect width="5" height="5" fill={`url(#${id}-1)`} />
          <path class="ecg-coarse" d="M0 0H5M0 0V5" />
        </pattern>
      </defs>
      <rect class="ecg-paper" width={width} height={height} />
      <rect width={width} height={height} fill={`url(#${id}-5)`} />
    </>
  );
}
