/** What was worked out lately, by a key. */
export interface Memory<Value> {
  /** What there is, or what `work` gives, which is then remembered for whoever asks next. */
  of(key: string, work: () => Value): Value;
}

/**
 * @param milliseconds for so long
 * @param most of more the oldest is forgotten
 */
export function createMemory<Value>(milliseconds: number, most: number, clock: () => number): Memory<Value> {
  const known = new Map<string, { readonly since: number; readonly value: Value }>();
  return {
    of(key, work) {
      for (const [old, { since }] of known) {
        if (clock() - since < milliseconds) break;
        known.delete(old);
      }
      const found = known.get(key);
      if (found) return found.value;
      const value = work();
      const [oldest] = known.keys();
      if (known.size === most && oldest !== undefined) known.delete(oldest);
      known.set(key, { since: clock(), value });
      return value;
    },
  };
}
