/** Which people have which Withings devices, and for whom Withings still lists them. One device may belong to several. */
export interface SharedDevices {
  /** The person has the device. */
  put(person: string, id: string, listed: boolean): void;
  /** The person has these and no others any more; returns those that nobody has now. */
  keep(person: string, ids: readonly string[]): string[];
  /** It turns out who a person is. */
  rename(before: string, after: string): void;
  /** Whether Withings lists it for somebody. */
  listed(id: string): boolean;
  known(id: string): boolean;
  /** Who has it, when that is one person alone. */
  owner(id: string): string | undefined;
  /** Those of a person. */
  of(person: string): string[];
}

export function createSharedDevices(): SharedDevices {
  /** By device, the people who have it, and whether it is listed for them. */
  const owners = new Map<string, Map<string, boolean>>();
  const ids = new Map<string, Set<string>>();
  const of = (person: string) => [...(ids.get(person) ?? [])];

  function put(person: string, id: string, listed: boolean): void {
    const people = owners.get(id) ?? new Map<string, boolean>();
    owners.set(id, people.set(person, listed));
    ids.set(person, (ids.get(person) ?? new Set()).add(id));
  }

  return {
    put,
    keep(person, kept) {
      const dropped = of(person).filter((id) => !kept.includes(id));
      for (const id of dropped) {
        owners.get(id)?.delete(person);
        ids.get(person)?.delete(id);
      }
      const gone = dropped.filter((id) => owners.get(id)?.size === 0);
      for (const id of gone) owners.delete(id);
      return gone;
    },
    rename(before, after) {
      for (const id of of(before)) {
        const people = owners.get(id)!;
        put(after, id, people.get(before) ?? false);
        people.delete(before);
      }
      ids.delete(before);
    },
    listed: (id) => [...(owners.get(id)?.values() ?? [])].some(Boolean),
    known: (id) => owners.has(id),
    owner(id) {
      const people = [...(owners.get(id)?.keys() ?? [])];
      return people.length === 1 ? people[0] : undefined;
    },
    of,
  };
}
