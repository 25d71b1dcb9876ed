import type { FileConfig } from './file-schema.js';
import { isPostgres, passwordsIn } from './store-address.js';

/** A key, and what is wrong with it beside others. */
export type BrokenRule = readonly [key: string, text: string];

/** What is wrong between the key `store` and others. */
export function* brokenStore(file: Partial<FileConfig>): Generator<BrokenRule> {
  const { store, store_key: key, store_password: password } = file;
  if (!isPostgres(store)) {
    // One that is not valid is said already.
    if (store === undefined) return;
    if (key !== undefined) yield ['store_key', 'needs store: postgres://…'];
    if (password !== undefined) yield ['store_password', 'needs store: postgres://…'];
    return;
  }
  if (password !== undefined && passwordsIn(store).length > 0)
    yield ['store_password', 'stands beside a password in store; expected one of the two'];
  yield* notForMany(file);
}

/** What one bridge of several cannot do. */
function* notForMany({ mqtt, homeassistant }: Partial<FileConfig>): Generator<BrokenRule> {
  const many = 'with store: postgres://…, where several bridges may run';
  if (mqtt?.url === 'embedded')
    yield ['mqtt.url', `cannot be embedded ${many}; expected a broker that all of them reach`];
  if (homeassistant?.import_history)
    yield ['homeassistant.import_history', `is not made yet to go together ${many}; expected false`];
}
