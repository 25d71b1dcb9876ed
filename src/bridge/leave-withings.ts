import { alignSubscriptions } from '../feeds/subscriptions.js';
import type { WithingsApiClient } from '../withings/client.js';
import { AuthenticationError, WithingsError } from '../withings/errors.js';

/** A person's way to Withings. */
export interface LoginToLeave {
  readonly client: WithingsApiClient;
  /** Whose it is, as far as anybody has said by now. */
  readonly userId: () => string;
}

/**
 * Ends a person's notifications, and takes their login back at Withings. One that is dead already is good enough.
 *
 * @throws WithingsError when something is left there
 */
export async function leaveWithings(
  { client, userId }: LoginToLeave,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<void> {
  try {
    await alignSubscriptions({ api: client, callbackUrl: undefined, applis: [], sleep });
  } catch (error) {
    if (!(error instanceof AuthenticationError && error.needsLogin)) throw error;
    await client.revokeAccess(userId()).catch((refusal: Error) => {
      if (!(refusal instanceof WithingsError)) throw refusal;
    });
    return;
  }
  // By now the first refresh has told whose login it is.
  await client.revokeAccess(userId());
}
