import type { States } from '../store.js';
import { createArchive } from './archive.js';
import type { Sqlite } from './database.js';
import { makeDue } from './due.js';
import type { SqliteLease } from './lease.js';
import { personNumber } from './people.js';
import { createParts } from './state-parts.js';

/** Of each part of a state one row a value; a commit touches those that differ. */
export function createStates(sqlite: Sqlite, lease: SqliteLease): States {
  const parts = createParts(sqlite);
  const archive = createArchive(sqlite);
  return {
    async load(userId) {
      const person = personNumber(sqlite, userId);
      return Object.assign({ readings: {}, devices: {}, feeds: {} }, ...parts.map((part) => part.load(person)));
    },
    async commit(userId, before, after, changes = [], late = Number.NEGATIVE_INFINITY) {
      return sqlite.transaction(() => {
        lease.check();
        const person = personNumber(sqlite, userId);
        for (const part of parts) part.commit(person, before, after);
        const writer = archive.writer();
        const oldest = [...changes].map((change) => writer.apply(person, change) ?? Number.POSITIVE_INFINITY);
        const first = Math.min(...oldest);
        return first < late && makeDue(sqlite, person, first);
      });
    },
    async readings(userId, metric, from, to, most) {
      return archive.readings(personNumber(sqlite, userId), metric, from, to, most);
    },
    async extents(userId) {
      return archive.extents(personNumber(sqlite, userId));
    },
  };
}
