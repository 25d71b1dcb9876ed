import { type HealthRecord, standInId } from '../../withings/record.js';

/**
 * The same records, each under one id: the cloud may send a row without its id and later with it, or the other way
 * round. The cloud's own id counts.
 *
 * @param known what there was before
 * @param rows an answer
 */
export function underOneId(known: readonly HealthRecord[], rows: readonly HealthRecord[]) {
  const own = new Map<string, string>();
  for (const record of [...known, ...rows]) {
    const standIn = standInId(record);
    if (record.id !== standIn) own.set(standIn, record.id);
  }
  const named = (record: HealthRecord) => ({ ...record, id: own.get(record.id) ?? record.id });
  return { known: known.map(named), rows: rows.map(named) };
}
