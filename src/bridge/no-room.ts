import { RateLimitError } from '../withings/errors.js';

/** Not Withings: this program's own budget has no place for what has time. */
export class NoRoomError extends RateLimitError {
  constructor(retryAfter: number) {
    super('all calls of the plan are in use; the past waits', { retryAfter });
  }
}

/** Work in the past of a feed that is fetched beside; false, too, where it is left for another time. */
export async function whereThereIsRoom(work: Promise<boolean>): Promise<boolean> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof NoRoomError) return false;
    throw error;
  }
}
