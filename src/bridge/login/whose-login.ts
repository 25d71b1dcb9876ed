import { isProvisional, provisionalId } from '../../store/provisional.js';
import type { Person } from '../../store/store.js';
import type { Refusal } from './refusal.js';

export interface LoginQuestion {
  /** Of the account that the login is for. */
  readonly name: string;
  /** Whose login it is; undefined while nobody can tell. */
  readonly userId: string | undefined;
  readonly people: readonly Person[];
  /** The names in the configuration. */
  readonly configured: readonly string[];
  /** Whoever has the name may go. */
  readonly replace: boolean;
}

/** Under which person a login is to be kept, and what becomes of others for that. */
export interface LoginOwner {
  readonly userId: string;
  /** Whose name it takes: they go, with all that is kept of them. */
  readonly replaced?: string;
  /** A provisional person who turns out to be this one. */
  readonly identified?: string;
  /** The person is known, and was called so; null without a name. */
  readonly renamedFrom?: string | null;
}

export type Verdict = LoginOwner | { readonly refused: Refusal };

/** A login belongs to the Withings user who made it; the name is a label, and never makes one person of two. */
export function whoseLogin({ name, userId, people, configured, replace }: LoginQuestion): Verdict {
  const holder = people.find((person) => person.name === name);
  const nobodyKnown = holder !== undefined && isProvisional(holder.userId);
  if (userId === undefined) {
    if (!holder || nobodyKnown) return { userId: holder?.userId ?? provisionalId(name) };
    return { refused: { why: 'unclear', name, holder: holder.userId } };
  }
  const known = people.find((person) => person.userId === userId);
  if (known && known === holder) return { userId };
  if (known?.name !== undefined && configured.includes(known.name)) {
    return { refused: { why: 'another_account', name, account: known.name } };
  }
  if (holder && !nobodyKnown && !replace)
    return { refused: { why: 'another_person', name, userId, holder: holder.userId } };
  if (!known) return { userId, ...(holder && { [nobodyKnown ? 'identified' : 'replaced']: holder.userId }) };
  return { userId, renamedFrom: known.name ?? null, ...(holder && { replaced: holder.userId }) };
}
