/** One call to the cloud, from its first byte to its answer. */
export interface CallUnderWay {
  /** Whose it is, as soon as its token has told. */
  of(userid: number): void;
  end(): void;
}

/** What is counted of the calls of several bridges. */
export interface CallBook {
  /** @param run which process makes it: a bridge that was started anew is another one */
  begin(run: string): CallUnderWay;
  /** Calls that were let through, by the minute's rule. */
  passed(): void;
  readonly calls: number;
  /** The most calls in any 60 seconds. */
  mostInMinute(): number;
  /** Calls within the last minute. */
  inLastMinute(): number;
  /** The most processes that had a call of one person under way at once. */
  mostAtOnce(): number;
}

const MINUTE = 60_000;

export function createCallBook(clock: () => number): CallBook {
  /** Of each person, how many calls each process has under way. */
  const underWay = new Map<number, Map<string, number>>();
  const times: number[] = [];
  /** Times before this one are older than a minute. */
  let first = 0;
  let calls = 0;
  let most = 0;
  let atOnce = 0;

  function inLastMinute(): number {
    const now = clock();
    while (first < times.length && now - times[first]! >= MINUTE) first += 1;
    return times.length - first;
  }

  return {
    begin(run) {
      let whose: number | undefined;
      calls += 1;
      return {
        of(userid) {
          whose = userid;
          const runs = underWay.get(userid) ?? new Map<string, number>();
          underWay.set(userid, runs);
          runs.set(run, (runs.get(run) ?? 0) + 1);
          atOnce = Math.max(atOnce, runs.size);
        },
        end() {
          const runs = whose === undefined ? undefined : underWay.get(whose);
          if (!runs || whose === undefined) return;
          const left = (runs.get(run) ?? 1) - 1;
          if (left > 0) runs.set(run, left);
          else runs.delete(run);
          if (runs.size === 0) underWay.delete(whose);
          whose = undefined;
        },
      };
    },
    passed() {
      times.push(clock());
      most = Math.max(most, inLastMinute());
    },
    get calls() {
      return calls;
    },
    mostInMinute: () => most,
    inLastMinute,
    mostAtOnce: () => atOnce,
  };
}
