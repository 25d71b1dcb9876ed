import { describe, expect, it } from 'vitest';
import { watchBirth } from '../../../src/sinks/homeassistant/birth.js';

const STATUS = 'homeassistant/status';
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function setUp(random = 0.5) {
  const sleeps: { milliseconds: number; wake: () => void; stop: () => void }[] = [];
  const states: boolean[] = [];
  let births = 0;
  const take = watchBirth({
    statusTopic: STATUS,
    random: () => random,
    sleep: (milliseconds) =>
      new Promise((wake, reject) => sleeps.push({ milliseconds, wake, stop: () => reject(new Error('stopped')) })),
    onBirth: () => {
      births += 1;
    },
    onStatus: (isOnline) => void states.push(isOnline),
  });
  const say = (payload: string, retained = false) => take({ topic: STATUS, payload, retained });
  return { take, say, sleeps, states, births: () => births };
}

describe('watchBirth', () => {
  it.each([
    [0, 1000],
    [0.5, 2500],
    [1, 4000],
  ])('answers after a wait at random (%d: %d ms)', async (random, milliseconds) => {
    const { say, sleeps, births } = setUp(random);

    expect(say('online')).toBe(true);
    await turn();
    expect(births()).toBe(0);
    sleeps[0]?.wake();
    await turn();

    expect(sleeps.map((sleep) => sleep.milliseconds)).toEqual([milliseconds]);
    expect(births()).toBe(1);
  });

  it('counts births during the wait as one, and later ones anew', async () => {
    const { say, sleeps, births } = setUp();
    say('online');
    say('offline');
    say('online');
    expect(sleeps).toHaveLength(1);
    sleeps[0]?.wake();
    await turn();

    say('online');
    sleeps[1]?.wake();
    await turn();

    expect(births()).toBe(2);
  });

  it.each([
    ['offline', false],
    ['online', true],
    ['', false],
    ['Online', false],
  ])('takes %j (retained: %s), and does nothing', (payload, retained) => {
    const { say, sleeps } = setUp();

    expect(say(payload, retained)).toBe(true);
    expect(sleeps).toEqual([]);
  });

  it('leaves other topics to others', () => {
    const { take, sleeps } = setUp();

    expect(take({ topic: 'homeassistant/status/x', payload: 'online', retained: false })).toBe(false);
    expect(sleeps).toEqual([]);
  });

  it('does not answer any more when everything stops', async () => {
    const { say, sleeps, births } = setUp();
    say('online');

    sleeps[0]?.stop();
    await turn();

    expect(births()).toBe(0);
  });

  it('tells what Home Assistant says of itself, also what it said before, and nothing else', () => {
    const { take, say, states } = setUp();

    say('online', true);
    say('offline');
    say('sleeping');
    take({ topic: 'homeassistant/other', payload: 'online', retained: false });

    expect(states).toEqual([true, false]);
  });
});
