import { expect, it } from 'vitest';
import { whileSeen } from '../../web/while-seen.js';

function tab(listens = true) {
  const done: string[] = [];
  const timers = new Set<() => void>();
  const later = (_: number, what: () => void) => {
    timers.add(what);
    return () => timers.delete(what);
  };
  const live = { start: () => done.push('start'), stop: () => done.push('stop') };
  const seen = whileSeen(live, later, () => listens);
  return {
    seen,
    done,
    pass() {
      for (const what of [...timers]) {
        timers.delete(what);
        what();
      }
    },
  };
}

it('a tab that nobody sees for a while lets its stream go, and begins anew when it is seen', () => {
  const { seen, done, pass } = tab();
  seen(true);
  expect(done).toEqual([]);
  pass();
  expect(done).toEqual(['stop']);
  seen(false);
  expect(done).toEqual(['stop', 'start']);
});

it('a glance elsewhere changes nothing', () => {
  const { seen, done, pass } = tab();
  seen(true);
  seen(false);
  pass();
  seen(true);
  seen(true);
  seen(false);
  pass();
  expect(done).toEqual([]);
});

it('leaves alone who has been signed out, and may be typing', () => {
  const { seen, done, pass } = tab(false);
  seen(true);
  pass();
  seen(false);
  expect(done).toEqual([]);
});
