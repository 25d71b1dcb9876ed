import { alignSubscriptions } from '../feeds/subscriptions.js';
import { AuthenticationError, WithingsError } from '../withings/errors.js';
import type { PersonClient } from './person-client.js';

/**
 * Ends a person's notifications, and takes their login back at Withings, which ends those that could not be ended one by
 * one. One that is dead already is good enough.
 *
 * @throws WithingsError when something is left there
 */
export async function leaveWithings(
  { client, userId }: Pick<PersonClient, 'client' | 'userId'>,
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
