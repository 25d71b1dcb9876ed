import { randomBytes } from 'node:crypto';
import { StoreError } from '../errors.js';
import type { Postgres } from './queries.js';
import { createSeal, keyOf, type Seal } from './sealing.js';
import { firstSetting } from './settings.js';

const CHECKED = 'withings2mqtt';

/**
 * The seal of a store with this key; undefined without one. The first key that is given is the store's key.
 *
 * @throws StoreError where it is another one, and where logins are sealed and there is none; nothing is changed then
 */
export async function sealOf(postgres: Postgres, storeKey: string | undefined): Promise<Seal | undefined> {
  const { place } = postgres;
  if (storeKey === undefined) {
    if (await postgres.get('select from login where sealed is not null limit 1')) throw new SealedError(place);
    return undefined;
  }
  const salt = await firstSetting(postgres, 'store_key_salt', randomBytes(16).toString('hex'));
  const seal = createSeal(await keyOf(storeKey, salt));
  const own = Buffer.from(seal.close(CHECKED, CHECKED)).toString('base64');
  const check = await firstSetting(postgres, 'store_key_check', own);
  if (seal.open(Buffer.from(check, 'base64'), CHECKED) === CHECKED) return seal;
  throw new StoreError(
    `the logins in ${place} are sealed with another store_key than the one given; give the one of before`,
  );
}

/** There is no key for what is sealed. */
export class SealedError extends StoreError {
  override readonly name = 'SealedError';
  constructor(place: string) {
    super(`the logins in ${place} are sealed; give the store_key that they were sealed with`);
  }
}
