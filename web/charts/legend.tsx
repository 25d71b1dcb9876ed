import type { Mark } from './frame.js';
import { DASHES } from './look.js';

export interface LegendEntry {
  readonly name: string;
  readonly mark: Mark;
  readonly tone: string;
  readonly order: number;
  /** A dash where there is none. */
  readonly value: string;
  /** From the lowest to the highest, where that says more. */
  readonly reach?: string;
}

export interface LegendProps {
  /** Of what the values are said. */
  readonly time: string;
  readonly entries: readonly LegendEntry[];
}

/** What is drawn, by name and sign, with the values at the cursor, or the newest ones. */
export function Legend({ time, entries }: LegendProps) {
  return (
    <div class="legend">
      <span class="soft">{time}</span>
      <ul>
        {entries.map((entry) => (
          <li key={entry.name}>
            <Sign {...entry} />
            <span>{entry.name}</span> <strong>{entry.value}</strong>
            {entry.reach && <small class="soft">{entry.reach}</small>}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Sign({ mark, tone, order }: LegendEntry) {
  const colour = `var(--${tone})`;
  return (
    <svg class="sign" viewBox="0 0 24 12" width="24" height="12" aria-hidden="true">
      {mark === 'bars' && <rect x="6" y="0" width="12" height="12" rx="2" fill={colour} />}
      {mark === 'dots' && [4, 12, 20].map((x) => <circle key={x} cx={x} cy="6" r="2.5" fill={colour} />)}
      {(mark === 'line' || mark === 'trend') && (
        <path
          d="M0 6H24"
          stroke={colour}
          stroke-width="2.5"
          stroke-dasharray={mark === 'trend' ? '' : (DASHES[order] ?? []).join(' ')}
        />
      )}
    </svg>
  );
}
