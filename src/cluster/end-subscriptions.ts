import { openPersonClient } from '../bridge/person-client.js';
import { reasonOf } from '../bridge/unexpected.js';
import { alignSubscriptions } from '../feeds/subscriptions.js';
import type { PersonState } from '../store/person-state.js';
import { AuthenticationError, WithingsError } from '../withings/errors.js';
import { openTurnLog } from './turn-log.js';
import type { TurnParts } from './turn-parts.js';
import { SUBSCRIPTIONS } from './turn-subscriptions.js';

const RETRY_MILLISECONDS = 3_600_000;

/**
 * Withings is to tell no more of somebody whose login is kept, and who has no account any more. To be called with the right to
 * write of the person.
 *
 * @returns when to try again, milliseconds since 1970; undefined when there are none
 */
export async function endSubscriptions(userId: string, parts: TurnParts): Promise<number | undefined> {
  const { store, tools, signal } = parts;
  const person = await store.people.get(userId);
  const state = person && (await store.states.load(userId));
  if (!state?.feeds[SUBSCRIPTIONS]) return undefined;
  const turnLog = openTurnLog(parts.log);
  const account = person?.name ?? userId;
  try {
    const knownAs = await revoke(userId, account, { ...parts, log: turnLog.log });
    await store.states.commit(knownAs, state, withoutSubscriptions(state));
    return undefined;
  } catch (error) {
    // Another bridge goes on.
    if (signal.aborted) return tools.clock();
    if (!(error instanceof WithingsError)) throw error;
    const reason = reasonOf(error, turnLog.log);
    turnLog.log.debug('{account}: notifications cannot be revoked now: {reason}', { account, reason });
    return tools.clock() + RETRY_MILLISECONDS;
  } finally {
    turnLog.end();
  }
}

/** @returns who it is by now: a first refresh may have told */
async function revoke(
  userId: string,
  name: string,
  { store, tools, log, signal, clientBase, aroundRefresh, as }: TurnParts,
): Promise<string> {
  const login = await openPersonClient({
    ...{ store, userId, name, base: clientBase(name), onSecret: log.hide, aroundRefresh },
  });
  if (!login) return userId;
  const sleep = (milliseconds: number) => tools.sleep(milliseconds, signal);
  try {
    await as('poll', () => alignSubscriptions({ api: login.client, callbackUrl: undefined, applis: [], sleep }));
  } catch (error) {
    // A dead login has none either.
    if (!(error instanceof AuthenticationError && error.needsLogin)) throw error;
  }
  return login.userId();
}

function withoutSubscriptions(state: PersonState): PersonState {
  const { [SUBSCRIPTIONS]: _, ...feeds } = state.feeds;
  return { ...state, feeds };
}
