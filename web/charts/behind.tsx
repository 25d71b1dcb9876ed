import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Words } from '../i18n/index.js';

export interface BehindProps {
  /** Of what it stands behind. */
  readonly name: string;
  readonly words: Words;
  /** The address of the same as CSV, where there is one. */
  readonly csv?: string;
  /** Made only when somebody looks. */
  readonly children: () => ComponentChildren;
}

/** What is behind a picture: the same as a table, and as a file. */
export function Behind({ name, words: { t }, csv, children }: BehindProps) {
  const [open, setOpen] = useState(false);
  return (
    <div class="behind">
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          {t('charts.as_table')}
          <span class="hidden">: {name}</span>
        </summary>
        {open && children()}
      </details>
      {csv !== undefined && (
        <a href={csv} download>
          CSV<span class="hidden">: {name}</span>
        </a>
      )}
    </div>
  );
}
