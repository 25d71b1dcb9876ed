import { alignSubscriptions } from '../feeds/subscriptions.js';
import type { Person } from '../store/store.js';
import { AuthenticationError } from '../withings/errors.js';
import type { Parts } from './parts.js';
import type { People } from './people.js';
import { openPersonClient } from './person-client.js';
import { settleLeft } from './subscription-news.js';
import type { Troubles } from './troubles.js';
import { failureOf, reasonOf } from './unexpected.js';

type Tools = Pick<Parts, 'store' | 'log' | 'tools' | 'signal' | 'clientBase'>;

/**
 * Ends the notifications of people whom the configuration does not name any more, but whose login is still there.
 *
 * @returns false if some may have subscriptions left
 */
export async function revokeOthers(parts: Tools, people: Pick<People, 'all'>, troubles: Troubles): Promise<boolean> {
  const { store, log } = parts;
  const named = new Set(people.all().map((person) => person.userId()));
  const known = await store.people.list().catch((error: unknown) => {
    log.debug('cannot look whose notifications are to be revoked', { reason: reasonOf(error, log) });
  });
  const others = known?.filter(({ userId }) => !named.has(userId));
  return (
    others !== undefined && (await Promise.all(others.map((person) => revoke(person, parts, troubles)))).every(Boolean)
  );
}

async function revoke({ userId, name = userId }: Person, parts: Tools, troubles: Troubles): Promise<boolean> {
  const { store, log, tools, signal, clientBase } = parts;
  const sleep = (milliseconds: number) => tools.sleep(milliseconds, signal);
  try {
    const opened = await openPersonClient({ store, userId, name, base: clientBase(name), onSecret: log.hide });
    if (!opened) return true;
    const { revoked, left } = await alignSubscriptions({
      api: opened.client,
      callbackUrl: undefined,
      applis: [],
      sleep,
    });
    if (revoked > 0)
      log.info('{account}: not configured any more; notifications revoked: {revoked}', { account: name, revoked });
    return settleLeft(left, name, troubles);
  } catch (error) {
    // A dead login has no subscriptions either.
    if (signal.aborted || (error instanceof AuthenticationError && error.needsLogin)) return true;
    const failure = failureOf(error, log, { account: name });
    troubles.begin(
      `notifications of ${name}`,
      'warn',
      '{account}: not configured any more, but its notifications cannot be revoked now: {reason}',
      { account: name, ...failure },
    );
    return false;
  }
}
