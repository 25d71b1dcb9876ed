import type { StatisticRow } from '../statistics/recorder.js';
import type { Statistic } from '../statistics/statistic.js';
import { add, CSV_HEAD, toCsvLines, toTable, type Written } from './history-format.js';

/** What a run of `history` says of its rows. */
export interface HistoryReport {
  add(statistic: Pick<Statistic, 'metadata'>, rows: readonly StatisticRow[]): void;
  /** Whether there was any row. */
  begun(): boolean;
  /** @param left metrics that were left out, with the reason */
  end(left: ReadonlyMap<string, string>): void;
}

/** Rows as CSV while they come, or a table at the end, on standard output; what else is to be said on standard error. */
export function createReport(format: string, dryRun: boolean): HistoryReport {
  const written = new Map<string, Written>();
  const out = (text: string) => void process.stdout.write(text);
  const isCsv = format === 'csv';

  return {
    begun: () => written.size > 0,
    add(statistic, rows) {
      const { statisticId } = statistic.metadata;
      if (isCsv && written.size === 0) out(CSV_HEAD);
      written.set(statisticId, add(written.get(statisticId), rows));
      if (isCsv) out(toCsvLines(statistic, rows));
    },
    end(left) {
      if (!isCsv) out(tableOf(written, dryRun));
      else if (written.size === 0) out(CSV_HEAD);
      for (const [reason, keys] of byReason(left)) process.stderr.write(`left out, ${reason}: ${keys.join(', ')}\n`);
    },
  };
}

function tableOf(written: ReadonlyMap<string, Written>, dryRun: boolean): string {
  if (written.size === 0) return 'Home Assistant has all of it already\n';
  return `${dryRun ? 'would be written:' : 'written:'}\n${toTable(written)}`;
}

function byReason(left: ReadonlyMap<string, string>): Map<string, string[]> {
  const reasons = new Map<string, string[]>();
  for (const [key, reason] of left) reasons.set(reason, [...(reasons.get(reason) ?? []), key]);
  return reasons;
}
