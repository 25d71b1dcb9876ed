import { InvalidParametersError, isRefused, TransportError, WithingsError } from '../../withings/errors.js';

/**
 * Fetches one thing after the other. One that Withings cannot give, as the answer to an id that is gone, is left out; a
 * first one that fails in another way keeps none of the others back, a second one ends it.
 *
 * @param leaveOut told of what is not to be asked for again
 * @throws what the first one failed with, after the others
 */
export async function oneByOne<T>(
  things: readonly T[],
  fetch: (thing: T) => Promise<void>,
  leaveOut: (thing: T) => Promise<void>,
): Promise<void> {
  let failure: WithingsError | undefined;
  for (const thing of things) {
    try {
      await fetch(thing);
    } catch (error) {
      if (error instanceof InvalidParametersError) await leaveOut(thing);
      else if (failure !== undefined || !isOfOne(error)) throw failure ?? error;
      else failure = error;
    }
  }
  if (failure !== undefined) throw failure;
}

/** It may be of this one thing only. */
function isOfOne(error: unknown): error is WithingsError {
  if (isRefused(error)) return false;
  return error instanceof TransportError || (error instanceof WithingsError && error.family === 'error');
}
