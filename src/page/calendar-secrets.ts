import { randomBytes } from 'node:crypto';
import { isSecret } from '../secrets.js';
import type { SettingKey } from '../store/store.js';
import { createTurns } from '../turns.js';
import type { House } from './house.js';

/** Nobody guesses it, and it fits into an address. */
const BYTES = 24;

/** What makes the address of a person's calendar one that only those know who were told it. */
export interface CalendarSecrets {
  /** Made when it is first asked for; another one from now on with `renew`. */
  of(userId: string, renew: boolean): Promise<string>;
  /** Takes as long for one that is nearly right as for any other. */
  isRight(userId: string, secret: string): Promise<boolean>;
}

export function createCalendarSecrets({ store, hide }: Pick<House, 'store' | 'hide'>): CalendarSecrets {
  /** One after the other: two who ask at once are told the same. */
  const turns = createTurns();

  async function make(userId: string, renew: boolean): Promise<string> {
    const known = renew ? undefined : await store.settings.get(keyOf(userId));
    const secret = known ?? randomBytes(BYTES).toString('base64url');
    hide(secret, keyOf(userId));
    if (known === undefined) await store.settings.put(keyOf(userId), secret);
    return secret;
  }

  return {
    of: (userId, renew) => turns.take(() => make(userId, renew)),
    async isRight(userId, secret) {
      const right = await store.settings.get(keyOf(userId));
      if (right === undefined) return false;
      hide(right, keyOf(userId));
      return isSecret(secret, right);
    },
  };
}

function keyOf(userId: string): SettingKey {
  return `calendar_secret/${userId}`;
}
