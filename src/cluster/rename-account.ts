import { displayNameOf, whyNoName } from '../config/index.js';
import type { Cluster } from '../store/cluster.js';
import type { AccountRow } from '../store/cluster-accounts.js';
import type { Queue } from '../store/cluster-queue.js';
import { NameTakenError } from '../store/errors.js';
import { isProvisional, provisionalId } from '../store/provisional.js';
import type { Store } from '../store/store.js';

export interface RenamingOptions {
  readonly store: Pick<Store, 'people'>;
  readonly cluster: Pick<Cluster, 'accounts' | 'queue'>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** Why an account cannot be called so; undefined: it is. */
export type RenameRefusal =
  /** @param why in words: what is wrong with the name */
  | { readonly kind: 'name'; readonly why: string }
  /** By an account; or by somebody who is known here and has none: by their user id. */
  | { readonly kind: 'taken'; readonly userId: string | undefined }
  | { readonly kind: 'gone' };

/**
 * Gives an account that stands in no file, and whoever has connected it, another name; all that is kept stays. Its topics
 * follow with the next turn, which is wanted at once.
 *
 * @throws StoreError
 */
export async function renameAccount(
  row: AccountRow,
  name: string,
  options: RenamingOptions,
): Promise<RenameRefusal | undefined> {
  const why = whyNoName(name);
  if (why !== undefined) return { kind: 'name', why };
  const { store, cluster, clock } = options;
  const refusal = await takeName(row, name, options);
  const { userId } = row;
  if (refusal || userId === undefined) return refusal;
  await followName(userId, name, { people: store.people, queue: cluster.queue, clock });
  return undefined;
}

/** What goes by the name of a person who has just got it: a provisional id, and, where bridges share, what is published. */
export async function followName(
  userId: string,
  name: string,
  { people, queue, clock }: Pick<Store, 'people'> & { readonly queue: Queue | undefined; readonly clock: () => number },
): Promise<void> {
  const isOfName = isProvisional(userId);
  if (isOfName) await people.identify(userId, provisionalId(name));
  await queue?.want(isOfName ? provisionalId(name) : userId, clock());
}

async function takeName(
  { name: old, displayName, userId }: AccountRow,
  name: string,
  { store, cluster: { accounts } }: RenamingOptions,
): Promise<RenameRefusal | undefined> {
  const shown = displayName === displayNameOf(old) ? displayNameOf(name) : displayName;
  try {
    return (await accounts.rename(old, { name, displayName: shown })) ? undefined : { kind: 'gone' };
  } catch (error) {
    if (!(error instanceof NameTakenError)) throw error;
    const taken = await accounts.find(name);
    // Whoever writes somebody into the file waits for this very person there.
    const isWaiting = taken?.fromFile && taken.userId === undefined && userId !== undefined;
    if (!isWaiting) return { kind: 'taken', userId: error.userId };
    await store.people.put(userId, name);
    await accounts.remove(old);
    return undefined;
  }
}
