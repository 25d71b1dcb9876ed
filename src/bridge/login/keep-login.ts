import type { Queue } from '../../store/cluster-queue.js';
import { isProvisional } from '../../store/provisional.js';
import type { Store } from '../../store/store.js';
import type { Tokens } from '../../withings/tokens.js';
import { RefusedLogin } from './refusal.js';
import { type LoginOwner, whoseLogin } from './whose-login.js';

export interface LoginPlace {
  readonly store: Pick<Store, 'people' | 'logins'>;
  /** Of the account. */
  readonly name: string;
  /** The names in the configuration. */
  readonly configured: readonly string[];
  /** Whoever has the name now may go. */
  readonly replace: boolean;
  /** Of the turns of people, where bridges share the store. */
  readonly queue?: Pick<Queue, 'want'> | undefined;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** @throws RefusedLogin when a login is not to be kept under this name */
export async function decideLogin(place: LoginPlace, userId: string): Promise<LoginOwner> {
  const people = await place.store.people.list();
  const verdict = whoseLogin({ ...place, people, userId: userId || undefined });
  if ('refused' in verdict) throw new RefusedLogin(verdict.refused);
  return verdict;
}

/**
 * Keeps a login under its person, and the person under the account's name; where bridges share the store, one of them is to
 * use it at once.
 *
 * @returns what else that meant, in words
 * @throws RefusedLogin before anything is stored
 */
export async function keepLogin(place: LoginPlace, tokens: Tokens): Promise<readonly string[]> {
  const { name, queue, clock } = place;
  const { people, logins } = place.store;
  const keeping = await decideLogin(place, tokens.userId);
  const { userId, identified, replaced, renamedFrom } = keeping;
  if (identified !== undefined) await people.identify(identified, userId);
  // Nobody loses a name before the login is safe.
  if (replaced === undefined) await people.put(userId, name);
  else if (renamedFrom === undefined) {
    const meanwhile = `${name} (new)`;
    // A process that was killed half way may have left somebody under it.
    await people.unname(meanwhile);
    await people.put(userId, meanwhile);
  }
  // In turn: a bridge that refreshes the former login at this moment would store its pair over this one.
  await logins.exclusively(userId, () => logins.renew(userId, tokens));
  if (replaced !== undefined) {
    await people.unname(name);
    await people.put(userId, name);
    await people.remove(replaced);
    // Before the other one: what was published of them is best gone when the new one is published in its place.
    await queue?.want(replaced, clock());
  }
  await queue?.want(userId, clock());
  return inWords(name, keeping);
}

function inWords(name: string, { userId, replaced, renamedFrom }: LoginOwner): readonly string[] {
  const said: string[] = [];
  if (renamedFrom !== undefined) {
    const who = renamedFrom === null ? 'is kept here without a name' : `was ${renamedFrom} here`;
    said.push(`The Withings user ${userId} ${who}, and is ${name} from now on; nothing is read again.`);
  }
  if (replaced !== undefined && !isProvisional(replaced)) {
    said.push(
      `All that was kept of the Withings user ${replaced}, who was ${name}, is gone from here; at Withings they end their permission themselves.`,
    );
  }
  return said;
}
