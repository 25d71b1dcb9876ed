import { describe, expect, it } from 'vitest';
import type { BridgePerson } from '../../../src/bridge/person.js';
import {
  isNotified,
  SUBSCRIPTIONS,
  subscriptionsDue,
  updateSubscriptions,
} from '../../../src/cluster/turn-subscriptions.js';
import { COMMENT } from '../../../src/feeds/subscriptions.js';
import { EMPTY_PERSON, type FeedState, type PersonState } from '../../../src/store/person-state.js';
import type { Tools } from '../../../src/tools.js';
import { InvalidParametersError, TransportError } from '../../../src/withings/errors.js';
import { logLines } from '../../log-lines.js';

const HERE = { url: 'https://a.example/webhook/x', since: 1000 };
const NOWHERE = { url: undefined, since: 1000 };

function stateWith(known: FeedState): PersonState {
  return { ...EMPTY_PERSON, feeds: { [SUBSCRIPTIONS]: known } };
}

describe('the subscriptions of a person', () => {
  it('are due at once where nobody has looked at them', () => {
    expect(subscriptionsDue(EMPTY_PERSON, HERE)).toBe(0);
  });

  it('are nobody’s business where there is no address and never was one', () => {
    expect(subscriptionsDue(EMPTY_PERSON, NOWHERE)).toBeUndefined();
  });

  it('wait for their time', () => {
    expect(subscriptionsDue(stateWith({ lastSuccess: 1500, next: 9000 }), HERE)).toBe(9000);
  });

  it('are due at once when the address has changed since, or is gone', () => {
    const before = stateWith({ lastSuccess: 500, next: 900 });
    expect(subscriptionsDue(before, HERE)).toBe(0);
    expect(subscriptionsDue(before, NOWHERE)).toBe(0);
  });

  it('rest after a failure, also with a new address', () => {
    expect(subscriptionsDue(stateWith({ lastSuccess: 500, lastError: 'no', next: 4600 }), HERE)).toBe(4600);
  });

  it('tell of everything when they went well at this address', () => {
    expect(isNotified(stateWith({ lastSuccess: 1500 }), HERE)).toBe(true);
    expect(isNotified(stateWith({ lastSuccess: 500 }), HERE)).toBe(false);
    expect(isNotified(stateWith({ lastSuccess: 1500, lastError: '44: refused' }), HERE)).toBe(false);
    expect(isNotified(stateWith({ lastSuccess: 1500 }), NOWHERE)).toBe(false);
    expect(isNotified(EMPTY_PERSON, HERE)).toBe(false);
  });
});

describe('bringing them in line', () => {
  const NOW = 10_000;
  const old = { appli: 1, callbackUrl: 'https://old.example/', comment: COMMENT };

  /** What is noted of a person whose login allows the measures alone, where one call of each kind fails. */
  async function noted(failure: { subscribe?: Error; unsubscribe?: Error }): Promise<FeedState | undefined> {
    let state = EMPTY_PERSON;
    const client = {
      scope: () => 'user.metrics',
      listSubscriptions: async () => [old],
      async subscribe({ appli }: { readonly appli: number }) {
        if (appli === 1 && failure.subscribe) throw failure.subscribe;
      },
      async unsubscribe() {
        if (failure.unsubscribe) throw failure.unsubscribe;
      },
    };
    const sync = {
      change: (update: (state: PersonState) => PersonState) => {
        state = update(state);
      },
    };
    const person = { client, sync, name: 'anna' } as unknown as BridgePerson;
    const tools = { clock: () => NOW * 1000, sleep: async () => {}, random: () => 0 } as unknown as Tools;
    await updateSubscriptions(person, HERE, { log: logLines().log, tools, signal: new AbortController().signal });
    return state.feeds[SUBSCRIPTIONS];
  }

  it('an old one that stays for good is no trouble; one that may go later is tried in an hour', async () => {
    const forGood = await noted({ unsubscribe: new InvalidParametersError('status 294') });
    const forNow = await noted({ unsubscribe: new TransportError('the line is dead') });

    expect(forGood).toEqual({ lastSuccess: NOW, next: NOW + 7 * 86_400 });
    expect(forNow).toEqual({ lastSuccess: NOW, next: NOW + 3600 });
  });

  it('a kind that Withings refuses for good is no trouble where its feed has others', async () => {
    expect(await noted({ subscribe: new InvalidParametersError('not for this account') })).toEqual({
      lastSuccess: NOW,
      next: NOW + 7 * 86_400,
    });
  });

  it('a kind that fails is a trouble, and tried in an hour', async () => {
    expect(await noted({ subscribe: new TransportError('the line is dead') })).toEqual({
      ...{ lastSuccess: NOW, next: NOW + 3600 },
      lastError: '1: the line is dead',
    });
  });
});
