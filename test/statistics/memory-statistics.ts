import { type Due, NOTHING_DUE, type StatisticSpan, type Statistics } from '../../src/store/store.js';

/** Notes about statistics that live as long as the test. */
export function memoryStatistics(): Statistics & { lose(): void } {
  const spans = new Map<string, Map<string, StatisticSpan>>();
  const due = new Map<string, Due>();
  let mark = 0;
  return {
    spans: async (userId) => new Map(spans.get(userId)),
    async put(userId, metric, span) {
      spans.set(userId, new Map(spans.get(userId)).set(metric, span));
    },
    due: async (userId) => due.get(userId),
    async setDue(userId, since) {
      if (since === undefined) due.delete(userId);
      else due.set(userId, { since, mark: ++mark });
    },
    async settle(userId, known) {
      if (due.get(userId)?.mark === known.mark) due.set(userId, { since: NOTHING_DUE, mark: ++mark });
    },
    lose() {
      spans.clear();
      due.clear();
    },
  };
}
