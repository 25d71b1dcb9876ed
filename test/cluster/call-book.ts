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
  /** The process is dead or frozen from now on: the next call of another one for whoever it had is a takeover. */
  lost(run: string): void;
  /** It goes on as if nothing had been. */
  found(run: string): void;
  /** Calls that were let through, by the minute's rule. */
  passed(): void;
  readonly calls: number;
  /** The most calls in any 60 seconds. */
  mostInMinute(): number;
  /** Calls within the last minute. */
  inLastMinute(): number;
  /** The most processes that had a call of one person under way at once. */
  mostAtOnce(): number;
  /** Milliseconds from each loss to the next call for a person the lost one had. */
  takeovers(): readonly number[];
  /** People who were lost with a process, and for whom nobody has made a call since. */
  waiting(): readonly number[];
}

const MINUTE = 60_000;

export function createCallBook(clock: () => number): CallBook {
  /** Of each person, how many calls each process has under way. */
  const underWay = new Map<number, Map<string, number>>();
  const lostSince = new Map<number, { readonly run: string; readonly at: number }>();
  const takeovers: number[] = [];
  let times: number[] = [];
  let calls = 0;
  let most = 0;
  let atOnce = 0;

  function forget(): void {
    const now = clock();
    const from = times.findIndex((time) => now - time < MINUTE);
    if (from !== 0) times = from < 0 ? [] : times.slice(from);
  }

  function noteTakeover(userid: number, run: string): void {
    const lost = lostSince.get(userid);
    if (!lost) return;
    lostSince.delete(userid);
    if (lost.run !== run) takeovers.push(clock() - lost.at);
  }

  return {
    begin(run) {
      let whose: number | undefined;
      calls += 1;
      return {
        of(userid) {
          whose = userid;
          noteTakeover(userid, run);
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
    lost(run) {
      for (const [userid, runs] of underWay) if (runs.has(run)) lostSince.set(userid, { run, at: clock() });
    },
    found(run) {
      for (const [userid, lost] of lostSince) if (lost.run === run) lostSince.delete(userid);
    },
    passed() {
      forget();
      times.push(clock());
      most = Math.max(most, times.length);
    },
    get calls() {
      return calls;
    },
    mostInMinute: () => most,
    inLastMinute() {
      forget();
      return times.length;
    },
    mostAtOnce: () => atOnce,
    takeovers: () => takeovers,
    waiting: () => [...lostSince.keys()],
  };
}
