import { useEffect, useState } from 'preact/hooks';
import type { Problem } from '../../src/page/api.js';
import { Refused } from '../api.js';
import { usePage } from '../page.js';

/** What came of a question; `value` while a new one is on its way, too, so that the picture stays until the next one. */
export interface Answer<T> {
  readonly phase: 'loading' | 'ready' | 'failed';
  readonly value?: T;
  /** Null where nobody has answered. */
  readonly problem?: Problem | null;
  again(): void;
}

/**
 * Asks for a path below the page's base, and anew when it changes; what is not wanted any more is cancelled.
 *
 * @param fresh when this changes there may be something new
 */
export function useAnswer<T>(path: string, fresh?: unknown): Answer<T> {
  const { api } = usePage();
  const [answer, setAnswer] = useState<Omit<Answer<T>, 'again'>>({ phase: 'loading' });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const over = new AbortController();
    setAnswer(({ value }) => ({ phase: 'loading', ...(value !== undefined && { value }) }));
    api.get<T>(path, over.signal).then(
      (value) => over.signal.aborted || setAnswer({ phase: 'ready', value }),
      (error: unknown) => {
        if (!over.signal.aborted)
          setAnswer({ phase: 'failed', problem: error instanceof Refused ? error.problem : null });
      },
    );
    return () => over.abort();
  }, [api, path, fresh, turn]);
  return { ...answer, again: () => setTurn((last) => last + 1) };
}
