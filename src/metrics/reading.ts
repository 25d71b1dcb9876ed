/** A number, a word, a boolean; null where a known metric has no value now. Timestamps are seconds since 1970. */
export type ReadingValue = number | string | boolean | null;

/** One value of one metric at one time. Never changed, only replaced. Times are seconds since 1970. */
export interface Reading {
  readonly metric: string;
  readonly value: ReadingValue;
  readonly unit: string | null;
  readonly takenAt: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly attribution: number | null;
  readonly deviceId: string | null;
  readonly deviceModel: string | null;
  readonly groupId: string | null;
  /** Endpoint and field, such as `getmeas/174/12`. */
  readonly source: string;
  /** Totals of a day: the midnight at which they began. */
  readonly lastReset?: number;
  /** IANA name of the zone in which it was taken, where the archive is to know it: at the start of a night. */
  readonly zone?: string;
  /** Withings itself does not stand by it. */
  readonly inconclusive?: true;
  /** A sentence that says why the value is what it is: for a problem. Never a secret. */
  readonly reason?: string;
}

/** The newest reading of each metric, by metric key. */
export type Latest = ReadonlyMap<string, Reading>;
