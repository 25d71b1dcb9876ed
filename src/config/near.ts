/** Steps from one word to the other: insert, delete, replace, or swap two neighbours. */
export function editDistance(left: string, right: string): number {
  const steps = Array.from({ length: left.length + 1 }, (_, row) => [row]);
  const at = (row: number, column: number) => steps[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (const [row, cells] of steps.entries()) {
    for (let column = 1; column <= right.length; column++) {
      const replaced = left[row - 1] === right[column - 1] ? 0 : 1;
      const isSwapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      const swap = isSwapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY;
      const change = at(row - 1, column - 1) + replaced;
      cells[column] = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, change, swap);
    }
  }
  return at(left.length, right.length);
}

/**
 * The known word a person most likely meant, if there is one: a few steps away (`basetopic`, `clientId`),
 * or the same word cut short (`user` for `username`, `topic` for `base_topic`).
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const bare = (text: string) => text.toLowerCase().replaceAll(/[-_ ]/g, '');
  const plain = bare(word);
  // Longer words are no typing slips, and the distance takes time for each letter.
  if (plain.length > 40) return undefined;
  const [best] = known
    .map((candidate) => ({ candidate, steps: editDistance(plain, bare(candidate)) }))
    .filter(({ steps }) => steps <= Math.max(1, Math.floor(plain.length / 3)))
    .sort((a, b) => a.steps - b.steps);
  const holds = (whole: string) => plain.length >= 3 && (whole.startsWith(plain) || whole.endsWith(plain));
  return best?.candidate ?? known.find((candidate) => holds(bare(candidate)));
}

/** What is wrong with a key that nobody knows: names the one that was meant, or all there are. */
export function unknownKey(meant: string | undefined, known: readonly string[]): string {
  return unknownWord('key', meant, known);
}

/** The same of a word of another kind. */
export function unknownWord(kind: string, meant: string | undefined, known: readonly string[]): string {
  return `unknown ${kind}; ${meant === undefined ? `expected one of ${known.join(', ')}` : `did you mean ${meant}?`}`;
}
