import type { Balancer } from './balancer.js';
import type { ManyPeople, WeighIn } from './many-people.js';
import type { Watcher } from './watcher.js';

/** People who step on their scales, and what becomes of it. */
export interface WeighIns {
  /** Somebody does, by chance; the cloud tells the bridges. */
  one(): void;
  /** So many, at once. */
  flood(count: number): void;
  /** Resolves when the cloud has told of all of them, or has given up. */
  settled(): Promise<void>;
  all(): readonly WeighIn[];
  /** Those that nobody has told on the broker. */
  untold(): readonly WeighIn[];
  /** Nobody took the notification. */
  given(): number;
  /** Milliseconds from the first notification to the broker's message, of those between two times of the process. */
  latencies(from: number, to?: number): readonly number[];
}

/** Weight and body composition, as Withings counts kinds of notification. */
const APPLI = 1;

export function createWeighIns(
  cloud: ManyPeople,
  balancer: Balancer,
  watcher: Watcher,
  random: () => number,
): WeighIns {
  const made: { readonly weighIn: WeighIn; readonly at: number }[] = [];
  const telling = new Set<Promise<void>>();
  let given = 0;

  function one(): void {
    const userid = cloud.userids[Math.floor(random() * cloud.userids.length)]!;
    made.push({ weighIn: cloud.weighIn(userid), at: performance.now() });
    const told = balancer.notify(userid, APPLI).then((taken) => {
      given += Number(taken === undefined);
      telling.delete(told);
    });
    telling.add(told);
  }

  const toldAt = ({ userid, grpid }: WeighIn) => watcher.toldAt(accountOf(userid), String(grpid));

  return {
    one,
    flood(count) {
      for (let index = 0; index < count; index++) one();
    },
    async settled() {
      while (telling.size > 0) await Promise.all(telling);
    },
    all: () => made.map(({ weighIn }) => weighIn),
    untold: () => made.map(({ weighIn }) => weighIn).filter((one) => toldAt(one) === undefined),
    given: () => given,
    latencies: (from, to = Number.POSITIVE_INFINITY) =>
      made.flatMap(({ weighIn, at }) => {
        const told = toldAt(weighIn);
        return at < from || at >= to || told === undefined ? [] : [told - at];
      }),
  };
}

/** What a person of the many is called. */
export function accountOf(userid: number): string {
  return `p${userid}`;
}
