import { InvalidParametersError, isRefused, RateLimitError, WithingsError } from '../../withings/errors.js';

/** So many that fail before any has come: Withings is away, and the rest is left for another time. */
const AWAY = 2;

/** What becomes of each thing. */
export interface OneByOne<T> {
  readonly fetch: (thing: T) => Promise<void>;
  /** Told of what is not to be asked for again, as Withings knows no such thing. */
  readonly leaveOut: (thing: T) => Promise<void>;
  /** Told of what did not come, though others may. */
  readonly failed: (thing: T) => Promise<void>;
}

/**
 * Fetches one thing after the other. One that fails in a way that may be of this one only keeps none of the others back.
 *
 * @returns what the first one failed with
 * @throws what is not of one thing only, such as a call that must wait
 */
export async function oneByOne<T>(
  things: readonly T[],
  { fetch, leaveOut, failed }: OneByOne<T>,
): Promise<WithingsError | undefined> {
  let failure: WithingsError | undefined;
  let [came, count] = [false, 0];
  for (const thing of things) {
    try {
      await fetch(thing);
      came = true;
    } catch (error) {
      if (error instanceof InvalidParametersError) {
        await leaveOut(thing);
        came = true;
      } else {
        if (!isOfOne(error)) throw error;
        failure ??= error;
        await failed(thing);
        count += 1;
        if (!came && count >= AWAY) break;
      }
    }
  }
  return failure;
}

/** It may be of this one thing only. */
function isOfOne(error: unknown): error is WithingsError {
  if (isRefused(error) || error instanceof RateLimitError) return false;
  return error instanceof WithingsError && error.temporary;
}
