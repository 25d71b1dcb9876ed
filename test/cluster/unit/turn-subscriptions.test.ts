import { describe, expect, it } from 'vitest';
import { isNotified, SUBSCRIPTIONS, subscriptionsDue } from '../../../src/cluster/turn-subscriptions.js';
import { EMPTY_PERSON, type FeedState, type PersonState } from '../../../src/store/person-state.js';

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
