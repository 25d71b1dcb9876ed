import type { StatisticSpan, Statistics } from '../../src/store/store.js';

/** Notes about statistics that live as long as the test. */
export function memoryStatistics(): Statistics & { lose(): void } {
  const spans = new Map<string, StatisticSpan>();
  const due = new Map<string, string>();
  return {
    spans: async () => new Map(spans),
    async put(uniqueId, span) {
      spans.set(uniqueId, span);
    },
    due: async (userId) => due.get(userId),
    async setDue(userId, since) {
      if (since === undefined) due.delete(userId);
      else due.set(userId, since);
    },
    lose() {
      spans.clear();
      due.clear();
    },
  };
}
