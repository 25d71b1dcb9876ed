/** For whom this process may write among several bridges: filled by what takes and gives claims, read by the guard. */
export interface OwnClaims {
  /** The bridge that this process is; undefined for one that is none. */
  bridge(): string | undefined;
  join(bridge: string): void;
  /** It is nobody any more, and has nothing. */
  leave(): void;
  epochOf(userId: string): number | undefined;
  hold(userId: string, epoch: number): void;
  drop(userId: string): void;
  /** Whoever was kept under the one id is this user. */
  rename(from: string, to: string): void;
  /** By which this person is known now: what a turn has begun before it knew comes under the former one. */
  idOf(userId: string): string;
}

export function createOwnClaims(): OwnClaims {
  const epochs = new Map<string, number>();
  const renamed = new Map<string, string>();
  const idOf = (userId: string) => renamed.get(userId) ?? userId;
  let current: string | undefined;
  return {
    bridge: () => current,
    join(bridge) {
      current = bridge;
    },
    leave() {
      current = undefined;
      epochs.clear();
    },
    idOf,
    epochOf: (userId) => epochs.get(idOf(userId)),
    hold(userId, epoch) {
      renamed.delete(userId);
      epochs.set(userId, epoch);
    },
    drop: (userId) => void epochs.delete(userId),
    rename(from, to) {
      const epoch = epochs.get(from);
      if (epoch === undefined) return;
      epochs.delete(from);
      epochs.set(to, epoch);
      renamed.set(from, to);
    },
  };
}
