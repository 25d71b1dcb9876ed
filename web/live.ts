import type { PageChange, PageState, Problem } from '../src/page/api.js';
import { Refused } from './api.js';

/** How the page hears of its server: by events, by asking now and then, or not at all. */
export type Link = 'starting' | 'events' | 'polling' | 'away' | 'refused' | 'signed_out';

/** A stream of server-sent events. */
export interface Stream {
  close(): void;
}

export interface StreamListener {
  state(state: PageState): void;
  change(change: PageChange): void;
  /** It has ended, or could not begin. */
  ended(): void;
}

export interface LiveOptions {
  readonly open: (listener: StreamListener) => Stream;
  readonly ask: () => Promise<PageState>;
  /** @returns takes it back */
  readonly later: (milliseconds: number, what: () => void) => () => void;
  readonly onState: (state: PageState) => void;
  readonly onChange: (change: PageChange) => void;
  /** @param problem why it is refused */
  readonly onLink: (link: Link, problem?: Problem) => void;
}

export interface Live {
  /** Begins, or begins anew at once, for instance after signing in. */
  start(): void;
  stop(): void;
}

/** A stream on which nothing has come for so long is held back by somebody in between. */
const SILENCE = 20_000;
const POLL = 30_000;
const FIRST_RETRY = 1_000;
const LAST_RETRY = 15_000;

/**
 * Keeps the page's state fresh. It asks once, so that there is something to see, then listens; where no event arrives it
 * asks every half minute, until one does. Where nobody answers it tries again, ever more rarely.
 */
export function createLive(options: LiveOptions): Live {
  const { open, ask, later, onState, onChange, onLink } = options;
  let run = 0;
  let stream: Stream | undefined;
  let retry = FIRST_RETRY;
  const timers = new Map<'silence' | 'poll' | 'open', () => void>();

  function set(name: 'silence' | 'poll' | 'open', milliseconds: number, what: () => void): void {
    timers.get(name)?.();
    timers.set(name, later(milliseconds, what));
  }

  function quiet(): void {
    for (const cancel of timers.values()) cancel();
    timers.clear();
    stream?.close();
    stream = undefined;
  }

  /** @returns whether there was an answer */
  async function poll(mine: number): Promise<boolean> {
    try {
      const state = await ask();
      if (mine === run) onState(state);
      return mine === run;
    } catch (error) {
      if (mine === run) unanswered(mine, error);
      return false;
    }
  }

  function unanswered(mine: number, error: unknown): void {
    // What stands in between answers with 500 and above where nobody is behind it.
    if (!(error instanceof Refused) || error.status >= 500) {
      onLink('away');
      tryAgain(mine);
    } else if (error.status === 401) {
      quiet();
      onLink('signed_out');
    } else {
      onLink('refused', error.problem);
      tryAgain(mine);
    }
  }

  function tryAgain(mine: number): void {
    quiet();
    set('open', retry, () => void begin(mine));
    retry = Math.min(2 * retry, LAST_RETRY);
  }

  async function pollOn(mine: number): Promise<void> {
    if (!(await poll(mine))) return;
    onLink('polling');
    set('poll', POLL, () => void pollOn(mine));
  }

  function heard(): void {
    retry = FIRST_RETRY;
    for (const name of ['silence', 'poll'] as const) timers.get(name)?.();
    onLink('events');
  }

  async function begin(mine: number): Promise<void> {
    if (!(await poll(mine))) return;
    onLink('polling');
    set('silence', SILENCE, () => void pollOn(mine));
    stream = open({
      state(state) {
        if (mine !== run) return;
        heard();
        onState(state);
      },
      change(change) {
        if (mine !== run) return;
        heard();
        onChange(change);
      },
      ended() {
        if (mine === run) tryAgain(mine);
      },
    });
  }

  return {
    start() {
      run++;
      retry = FIRST_RETRY;
      quiet();
      onLink('starting');
      void begin(run);
    },
    stop() {
      run++;
      quiet();
    },
  };
}
