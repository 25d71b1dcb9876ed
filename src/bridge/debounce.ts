/**
 * Something that is done a while after it was first asked for, however often it is asked for until then.
 *
 * @param sleep rejects when everything stops: then it is not done any more
 */
export function debounce(
  milliseconds: number,
  sleep: (milliseconds: number) => Promise<void>,
  work: () => Promise<void>,
): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    const slept = sleep(milliseconds).finally(() => {
      waiting = false;
    });
    slept.then(work).catch(() => {});
  };
}
