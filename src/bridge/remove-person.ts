import { StoreError } from '../store/errors.js';
import type { Person, Store } from '../store/store.js';
import { WithingsError } from '../withings/errors.js';

/** What has become of a login at Withings; an error is why it is left there. */
export type Departure = 'none' | 'ended' | WithingsError;

export interface RemovalOptions {
  readonly store: Pick<Store, 'people' | 'cluster'>;
  /** Ends login and notifications at Withings; undefined for somebody without a login. @throws WithingsError */
  readonly leave: (() => Promise<void>) | undefined;
  /** Whose login it is by now: a first refresh may have told. */
  readonly userId: () => string;
  /** Also where Withings cannot be asked. */
  readonly force: boolean;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

export interface Removed {
  readonly userId: string;
  readonly departure: Departure;
}

/**
 * Takes a person's login back at Withings, and then deletes the account, and all that is kept here; what is published of
 * them is taken away by a bridge.
 *
 * @throws WithingsError where something would be left at Withings and it is not forced: nothing was removed; StoreError that
 * says so where the login at Withings has ended by then
 */
export async function removePerson(person: Person, options: RemovalOptions): Promise<Removed> {
  const { store, leave, force, clock } = options;
  // Nobody gives a login back that has ended for a removal that cannot be written: what is there is written once more first.
  if (leave && person.name !== undefined) await store.people.put(options.userId(), person.name);
  const departure = leave ? await ended(leave, force) : 'none';
  const userId = options.userId();
  await store.people.remove(userId).catch((error: unknown) => {
    throw departure === 'ended' && error instanceof StoreError ? afterLogin(error) : error;
  });
  if (person.name !== undefined) await store.cluster?.accounts.remove(person.name);
  await store.cluster?.queue.want(userId, clock());
  return { userId, departure };
}

/** A removal writes more than one name: there may be room for that alone. */
function afterLogin(cause: StoreError): StoreError {
  return new StoreError(
    `${cause.message}; nothing was removed here, but the login at Withings has ended: remove them again when that is mended`,
    { cause },
  );
}

async function ended(leave: () => Promise<void>, force: boolean): Promise<Departure> {
  try {
    await leave();
    return 'ended';
  } catch (error) {
    if (force && error instanceof WithingsError) return error;
    throw error;
  }
}
