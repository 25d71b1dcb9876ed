/**
 * Whether the broker holds a newer reading at a topic, or at the topic of its attributes, than the one that is wanted
 * there: taken later, or changed later.
 */
export function holdsNewer(
  topic: string,
  retained: ReadonlyMap<string, string>,
  wanted: ReadonlyMap<string, string>,
): boolean {
  const attributes = topic.endsWith('/attributes') ? topic : `${topic}/attributes`;
  const [theirs, ours] = [timesOf(retained.get(attributes)), timesOf(wanted.get(attributes))];
  if (!theirs || !ours) return false;
  return theirs.taken > ours.taken || (theirs.taken === ours.taken && theirs.modified > ours.modified);
}

function timesOf(payload: string | undefined): { readonly taken: number; readonly modified: number } | undefined {
  if (payload === undefined) return undefined;
  try {
    const { taken, modified } = JSON.parse(payload) as { taken?: unknown; modified?: unknown };
    return { taken: Date.parse(String(taken)), modified: Date.parse(String(modified)) };
  } catch {
    // Somebody else's, or cut off: nothing to wait for.
    return undefined;
  }
}
