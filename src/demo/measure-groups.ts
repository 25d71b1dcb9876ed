import type { Device } from './device-rows.js';
import type { Measure, MeasureGroup } from './types.js';

/** Algorithm number and method as scales send them; the number changes with the firmware. */
export interface Algorithm {
  readonly algo: number;
  readonly fm: number;
}

/** A measure of a quantity, rounded to `10^unit`. */
export function measure(type: number, quantity: number, unit: number, more: Partial<Measure> = {}): Measure {
  // There are thousands of these, and a spread that does not come first is slow.
  return Object.assign({ value: Math.round(quantity * 10 ** -unit), type, unit }, more);
}

/** A group that has no number yet. */
export type Draft = Omit<MeasureGroup, 'grpid'>;

export interface DraftOptions {
  /** Seconds since the epoch. */
  readonly date: number;
  readonly timezone: string;
  /** None: typed in by hand. */
  readonly device?: Device;
  readonly attrib?: number;
  /** Seconds until the cloud has it. Default 30. */
  readonly delay?: number;
}

export function draft(measures: Measure[], { date, timezone, device, attrib = 0, delay = 30 }: DraftOptions): Draft {
  return {
    attrib,
    date,
    created: date + delay,
    modified: date + delay,
    category: 1,
    deviceid: device?.id ?? null,
    hash_deviceid: device?.id ?? null,
    measures,
    modelid: device?.modelId ?? null,
    model: device?.model ?? null,
    comment: null,
    timezone,
  };
}

/** Gives the groups their numbers, growing with time, and puts the newest first. */
export function numbered(drafts: readonly Draft[], firstId: number): MeasureGroup[] {
  return drafts
    .toSorted((a, b) => a.date - b.date)
    .map((group, index) => ({ ...group, grpid: firstId + index }))
    .reverse();
}
