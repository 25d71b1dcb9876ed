/** Of a reading, what its statistic is made of. Times are seconds since 1970. */
export interface Sample {
  readonly takenAt: number;
  readonly value: number;
  /** Totals of a day: the midnight at which they began. */
  readonly lastReset: number | undefined;
}

/** The samples of a metric in a window, in the order in which they came. */
export interface Series {
  add(sample: Sample): void;
  samples(): Sample[];
}

/** Kept as columns of numbers: a window has tens of thousands of samples, and as objects they are five times as large. */
export function createSeries(): Series {
  const takenAt: number[] = [];
  const values: number[] = [];
  const resets: number[] = [];
  return {
    add(sample) {
      takenAt.push(sample.takenAt);
      values.push(sample.value);
      if (sample.lastReset !== undefined) resets[takenAt.length - 1] = sample.lastReset;
    },
    samples: () => values.map((value, index) => ({ takenAt: takenAt[index]!, value, lastReset: resets[index] })),
  };
}
