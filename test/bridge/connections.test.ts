import { describe, expect, it } from 'vitest';
import { type ConnectionFacts, connectionsOf } from '../../src/bridge/connections.js';
import { feedsFor } from '../../src/feeds/index.js';
import type { HousePerson } from '../../src/page/house.js';
import { inventedHouse } from '../page/invented-house.js';

const [ANNA, BEN] = inventedHouse().people() as [HousePerson, HousePerson];
const SYNCED = { lastSync: 1_700_000_000 };
const WELL: ConnectionFacts = {
  people: [
    { ...ANNA, ...SYNCED },
    { ...BEN, ...SYNCED },
  ],
  broker: { url: 'mqtt://broker', base: 'withings', isConnected: true, isOccupied: false, problem: undefined },
  homeAssistant: { isWanted: true, isOnline: true },
  webhooks: { kind: 'ok' },
  store: { isSafe: true, folder: '/data', problem: undefined },
};
const states = (facts: Partial<ConnectionFacts>) =>
  Object.fromEntries(
    Object.entries(connectionsOf({ ...WELL, ...facts })).map(([name, { state, problem }]) => [
      ...[name, problem === null ? state : `${state} ${problem.code}: ${problem.error}`],
    ]),
  );

describe('the connections', () => {
  it('are all well', () => {
    expect(states({})).toEqual({ withings: 'ok', mqtt: 'ok', homeassistant: 'ok', webhooks: 'ok', store: 'ok' });
  });

  it('wait as long as nobody can say', () => {
    const waiting = states({
      people: [ANNA, BEN],
      broker: { ...WELL.broker, isConnected: false },
      homeAssistant: { isWanted: true, isOnline: undefined },
      webhooks: { kind: 'waiting' },
    });

    expect(waiting).toMatchObject({
      ...{ withings: 'waiting', mqtt: 'waiting', homeassistant: 'waiting', webhooks: 'waiting', store: 'ok' },
    });
  });

  it('are off where they are not wanted', () => {
    expect(
      states({ homeAssistant: { isWanted: false, isOnline: undefined }, webhooks: { kind: 'off' } }),
    ).toMatchObject({
      ...{ homeassistant: 'off', webhooks: 'off' },
    });
  });

  it('say what is the matter, and what to do', () => {
    const troubled = states({
      broker: { ...WELL.broker, isConnected: false, problem: 'nothing listens there' },
      homeAssistant: { isWanted: true, isOnline: false },
      webhooks: { kind: 'trouble', reason: 'the callback is refused' },
      store: { isSafe: false, folder: '/data', problem: 'the disk is full' },
    });

    expect(troubled).toEqual({
      withings: 'ok',
      mqtt: 'trouble broker_away: No connection to the broker at mqtt://broker (nothing listens there); the bridge tries again by itself.',
      homeassistant:
        'trouble homeassistant_away: Home Assistant has said on MQTT that it stops; when it is back, all is told to it again.',
      webhooks:
        'trouble webhooks_unreachable: Withings does not tell of everything by itself (the callback is refused); see that server.public_url reaches this bridge. Polling goes on.',
      store:
        'trouble store_unwritable: What is new is not kept in /data (the disk is full); see that there is room, and that it may be written.',
    });
  });

  it('to a broker where another bridge has the base topic is one, and says whose turn it is', () => {
    const occupied = { ...WELL.broker, isConnected: false, isOccupied: true, problem: 'another bridge is at work' };

    expect(states({ broker: occupied }).mqtt).toBe(
      'trouble base_topic_taken: The broker at mqtt://broker answers, but another bridge is at work on the base topic withings: give one of them another mqtt.base_topic, or stop it. Until then this one publishes nothing; it takes over when the other is gone.',
    );
  });
});

describe('Withings', () => {
  const failing = (person: HousePerson, feeds: readonly string[]): HousePerson => ({
    ...{ ...person, ...SYNCED },
    problems: new Map(feeds.map((feed) => [feed, 'no answer in time'])),
  });
  const all = feedsFor(ANNA.account).map(({ name }) => name);

  it('has lost a login: that comes before all else', () => {
    const ben = { ...BEN, authorization: 'required', loginProblem: 'invalid refresh_token' } as const;

    expect(states({ people: [failing(ANNA, all), ben] }).withings).toBe(
      'trouble login_lost: Withings does not let the bridge in for Ben; connect Ben here.',
    );
  });

  it('has lost two logins: both are named', () => {
    const lost = { authorization: 'required', loginProblem: 'invalid refresh_token' } as const;

    const { withings } = connectionsOf({
      ...WELL,
      people: [
        { ...ANNA, ...lost },
        { ...BEN, ...lost },
      ],
    });

    expect(withings.problem).toMatchObject({
      error:
        'Withings does not let the bridge in for Anna; connect Anna here. Withings does not let the bridge in for Ben; connect Ben here.',
      fields: { account: 'anna, ben', name: 'Anna, Ben' },
    });
  });

  it('does not give one feed', () => {
    expect(states({ people: [failing(ANNA, ['sleep']), { ...BEN, ...SYNCED }] }).withings).toBe(
      'trouble feed_failed: Anna: sleep did not come in (no answer in time); the bridge tries again by itself.',
    );
  });

  it('is away', () => {
    expect(states({ people: [failing(ANNA, all), failing(BEN, all)] }).withings).toBe(
      'trouble withings_away: Nothing comes in from Withings (no answer in time); the bridge tries again by itself.',
    );
  });

  it('has been asked, where one of several has come in', () => {
    expect(states({ people: [ANNA, { ...BEN, ...SYNCED }] }).withings).toBe('ok');
  });
});
