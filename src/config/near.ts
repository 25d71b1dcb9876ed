/** Steps from one word to the other: insert, delete, replace, or swap two neighbours. */
export function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      const steps = [
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        ...(swapped ? [(beforeLast[column - 2] ?? 0) + 1] : []),
      ];
      current.push(Math.min(...steps));
    }
    beforeLast = last;
    last = current;
  }
  return last[right.length] ?? 0;
}

/**
 * The known word a person most likely meant, if there is one: a few steps away (`basetopic`, `clientId`),
 * or the same word cut short (`user` for `username`, `topic` for `base_topic`).
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const plain = bare(word);
  // Longer words are no typing slips, and the distance takes time for each letter.
  if (plain.length > 40) return undefined;
  const allowed = Math.max(1, Math.floor(plain.length / 3));
  const [best] = known
    .map((candidate) => ({ candidate, steps: editDistance(plain, bare(candidate)) }))
    .filter(({ steps }) => steps <= allowed)
    .sort((a, b) => a.steps - b.steps);
  return best?.candidate ?? known.find((candidate) => isPartOf(plain, bare(candidate)));
}

/** `; did you mean port?`, or the words there are. */
export function hint(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? `; expected one of ${known.join(', ')}` : `; did you mean ${near}?`;
}

function bare(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ ]/g, '');
}

function isPartOf(part: string, whole: string): boolean {
  return part.length >= 3 && (whole.startsWith(part) || whole.endsWith(part));
}
