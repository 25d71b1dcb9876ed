import { HomeAssistantError } from './errors.js';
import type { FoundStatistics, Statistic } from './statistic.js';

export const NEVER_SYNCED = 'without an entity in Home Assistant: run the bridge until it is there';

/**
 * The statistics that are to be written.
 *
 * @param metrics keys that were asked for, and then each of them must be there; default: all that are
 * @throws HomeAssistantError
 */
export function choose({ found, problems }: FoundStatistics, metrics?: ReadonlySet<string>): readonly Statistic[] {
  const byKey = new Map(found.map((statistic) => [statistic.metric.key, statistic]));
  if (!metrics && found.length === 0) throw new HomeAssistantError(nothingBecause(problems), 'unusable');
  return [...(metrics ?? byKey.keys())].map((key) => {
    const statistic = byKey.get(key);
    if (statistic) return statistic;
    throw new HomeAssistantError(`${key} is ${problems.get(key) ?? NEVER_SYNCED}`, 'unusable');
  });
}

function nothingBecause(problems: ReadonlyMap<string, string>): string {
  if (problems.size === 0) return `this account is ${NEVER_SYNCED}`;
  const keys = (reason: string) => [...problems.keys()].filter((key) => problems.get(key) === reason);
  const reasons = [...new Set(problems.values())].sort((a, b) => keys(b).length - keys(a).length);
  const parts = reasons.map((reason) => {
    const [first, ...others] = keys(reason);
    return others.length === 0 ? `${first} is ${reason}` : `${first} and ${others.length} more are ${reason}`;
  });
  return `nothing of this account can be written: ${parts.join('; ')}`;
}
