import { openPersonClient, type PersonClientOptions } from '../bridge/person-client.js';
import { reasonOf } from '../bridge/unexpected.js';
import { alignSubscriptions } from '../feeds/subscriptions.js';
import { type PersonState, withFeedState } from '../store/person-state.js';
import { AuthenticationError, WithingsError } from '../withings/errors.js';
import { openTurnLog } from './turn-log.js';
import type { TurnParts } from './turn-parts.js';
import { SUBSCRIPTIONS } from './turn-subscriptions.js';

const RETRY_SECONDS = 3600;

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
  const known = state?.feeds[SUBSCRIPTIONS];
  if (!known) return undefined;
  // What is published of them may be tried again much sooner.
  const { lastError, next = 0 } = known;
  if (lastError !== undefined && next * 1000 > tools.clock()) return next * 1000;
  const turnLog = openTurnLog(parts.log);
  const account = person?.name ?? userId;
  let knownAs = userId;
  const onUserId = (id: string) => {
    knownAs = id;
  };
  try {
    const reason = await revoke({ userId, name: account, onUserId }, { ...parts, log: turnLog.log });
    if (reason === undefined) {
      await store.states.commit(knownAs, state, withoutSubscriptions(state));
      return undefined;
    }
    // Another bridge goes on.
    if (signal.aborted) return tools.clock();
    turnLog.log.debug('{account}: notifications cannot be revoked now: {reason}', { account, reason });
    const again = Math.floor(tools.clock() / 1000) + RETRY_SECONDS;
    await store.states.commit(knownAs, state, withFeedState(state, SUBSCRIPTIONS, { lastError: reason, next: again }));
    return again * 1000;
  } catch (error) {
    if (signal.aborted) return tools.clock();
    throw error;
  } finally {
    turnLog.end();
  }
}

/** @returns why some of them could not be revoked now */
async function revoke(
  person: Pick<PersonClientOptions, 'userId' | 'name' | 'onUserId'>,
  { store, tools, log, signal, clientBase, aroundRefresh, as }: TurnParts,
): Promise<string | undefined> {
  const login = await openPersonClient({
    ...{ ...person, store, base: clientBase(person.name), onSecret: log.hide, aroundRefresh },
  });
  if (!login) return undefined;
  const sleep = (milliseconds: number) => tools.sleep(milliseconds, signal);
  try {
    const align = () => alignSubscriptions({ api: login.client, callbackUrl: undefined, applis: [], sleep });
    const { left } = await as('poll', align);
    return left.find(({ isPassing }) => isPassing)?.reason;
  } catch (error) {
    // A dead login has none either.
    if (error instanceof AuthenticationError && error.needsLogin) return undefined;
    if (error instanceof WithingsError) return reasonOf(error, log);
    throw error;
  }
}

function withoutSubscriptions(state: PersonState): PersonState {
  const { [SUBSCRIPTIONS]: _, ...feeds } = state.feeds;
  return { ...state, feeds };
}
