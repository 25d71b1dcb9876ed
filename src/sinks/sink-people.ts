import { provisionalId } from '../store/provisional.js';
import type { SinkPerson } from './sink.js';

/** Whom a sink shows, by who they are: a name is a label, and may be another person's in a moment. */
export interface SinkPeople {
  /** Somebody is shown. `isRenamed`: the same one was shown before, under another name. */
  meet(person: SinkPerson): { readonly key: string; readonly isRenamed: boolean };
  find(key: string): SinkPerson | undefined;
  /** A Withings user, whose key that is, is shown no more; false where they were not. */
  forget(userId: string): boolean;
}

/** @param onKnown it turns out who a person is: they have another key */
export function createSinkPeople(onKnown: (before: string, key: string) => void): SinkPeople {
  const people = new Map<string, SinkPerson>();

  return {
    meet(person) {
      // Until Withings has said who it is, there is nothing but a name.
      const provisional = provisionalId(person.name);
      const key = person.userId ?? provisional;
      if (key !== provisional && people.delete(provisional)) onKnown(provisional, key);
      const before = people.get(key);
      people.set(key, person);
      return { key, isRenamed: before !== undefined && before.name !== person.name };
    },
    find: (key) => people.get(key),
    forget: (userId) => people.delete(userId),
  };
}
