import type { AccountRow } from './cluster-accounts.js';
import { copyArchive } from './copy-archive.js';
import { accountsLeft, copyAccounts, copyAnnounced, copySettings, copyStatistics } from './copy-notes.js';
import type { LeaseOwner, Person, Store } from './store.js';

export interface CopyOptions {
  readonly from: Store;
  readonly to: Store;
  /** How this process calls itself to others that want one of the two. */
  readonly owner: LeaseOwner;
  readonly signal: AbortSignal;
  /** After each person, and how many there are. */
  readonly onPerson?: (person: Person, number: number, all: number) => void;
}

/** What is at the other place now. */
export interface Copied {
  readonly people: number;
  readonly logins: number;
  readonly readings: number;
  readonly series: number;
  readonly topics: number;
  readonly accounts: number;
  /** Whose login is newer there: they have been at work there since, and nothing of them was touched. */
  readonly left: readonly Person[];
  /** All accounts there are, where the other store has no place for them. */
  readonly accountsLeft: readonly AccountRow[];
  /** Open invitations: their secrets are kept nowhere. */
  readonly invitationsLeft: number;
}

/**
 * Copies all that is kept into another store, person by person; what another destination has had of the archive is not
 * noted there, so that it gets all of it once more. What was killed in the middle is ended by the same once more: what is
 * there already, just so, is not written again.
 *
 * @throws LeaseHeldError while a bridge or another command has one of the two; NameTakenError where a name is another
 * person's there
 */
export async function copyStore(options: CopyOptions): Promise<Copied> {
  const { from, to, owner } = options;
  await from.lease.acquire(owner);
  try {
    await to.lease.acquire(owner);
    try {
      return await copyAll(options);
    } finally {
      await to.lease.release();
    }
  } finally {
    await from.lease.release();
  }
}

async function copyAll({ from, to, signal, onPerson }: CopyOptions): Promise<Copied> {
  const people = await from.people.list();
  const left: Person[] = [];
  const sum = { people: 0, logins: 0, readings: 0, series: 0 };
  await copySettings(from, to);
  const accounts = await copyAccounts(from, to);
  for (const [index, person] of people.entries()) {
    signal.throwIfAborted();
    if (await isNewer(to, from, person)) left.push(person);
    else {
      const { login, readings, series } = await copyPerson(person, from, to, signal);
      sum.people += 1;
      sum.logins += login ? 1 : 0;
      sum.readings += readings;
      sum.series += series;
    }
    onPerson?.(person, index + 1, people.length);
  }
  const topics = await copyAnnounced(from, to, new Set(left.map(({ userId }) => userId)));
  const invitationsLeft = (await from.cluster?.invitations.open()) ?? 0;
  return { ...sum, topics, accounts, left, invitationsLeft, accountsLeft: await accountsLeft(from, to) };
}

/** A refresh token works once: one that came later must not give way to the one that it came from. */
async function isNewer(to: Store, from: Store, { userId }: Person): Promise<boolean> {
  const [there, here] = [await to.logins.of(userId), await from.logins.of(userId)];
  return there !== undefined && there.expiresAt > (here?.expiresAt ?? Number.NEGATIVE_INFINITY);
}

/** The login last: it is what somebody could use there. */
async function copyPerson(person: Person, from: Store, to: Store, signal: AbortSignal) {
  const { userId } = person;
  await putPerson(person, to);
  const sizes = await copyArchive(userId, from, to, signal);
  await to.states.commit(userId, await to.states.load(userId), await from.states.load(userId));
  await copyStatistics(userId, from, to);
  const key = `calendar_secret/${userId}` as const;
  await to.settings.put(key, await from.settings.get(key));
  const login = await from.logins.of(userId);
  if (login) await to.logins.save(userId, login);
  return { login, ...sizes };
}

async function putPerson({ userId, name }: Person, to: Store): Promise<void> {
  if (name !== undefined) return to.people.put(userId, name);
  // Whoever has no name comes by one that nobody can have, and loses it.
  const nobody = `/${userId}`;
  await to.people.put(userId, nobody);
  await to.people.unname(nobody);
}
