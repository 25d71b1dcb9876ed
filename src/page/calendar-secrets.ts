import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SettingKey } from '../store/store.js';
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
  let turn: Promise<unknown> = Promise.resolve();

  async function make(userId: string, renew: boolean): Promise<string> {
    const known = renew ? undefined : await store.settings.get(keyOf(userId));
    const secret = known ?? randomBytes(BYTES).toString('base64url');
    hide(secret, keyOf(userId));
    if (known === undefined) await store.settings.put(keyOf(userId), secret);
    return secret;
  }

  return {
    of(userId, renew) {
      const made = turn.then(() => make(userId, renew));
      turn = made.catch(() => {});
      return made;
    },
    async isRight(userId, secret) {
      const right = await store.settings.get(keyOf(userId));
      if (right === undefined) return false;
      hide(right, keyOf(userId));
      return timingSafeEqual(digest(right), digest(secret));
    },
  };
}

function keyOf(userId: string): SettingKey {
  return `calendar_secret/${userId}`;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
