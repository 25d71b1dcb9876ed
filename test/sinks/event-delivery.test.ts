import { describe, expect, it } from 'vitest';
import type { ReadingEvent } from '../../src/metrics/event.js';
import { createEventDelivery } from '../../src/sinks/event-delivery.js';
import { createFanOut } from '../../src/sinks/fan-out.js';
import { type Sink, type SinkPerson, type SinkResult, TAKEN } from '../../src/sinks/sink.js';
import { createVirtualTime } from '../virtual-time.js';

const LATER: SinkResult = { kind: 'later', reason: 'away' };
const ANNA: SinkPerson = { userId: '7', name: 'anna', displayName: 'Anna', units: 'metric', zone: 'utc' };

function event(id: string): ReadingEvent {
  return {
    ...{ id, type: 'measure', takenAt: 1, attribution: 0, deviceModel: null, groupId: id },
    values: { weight: 70 },
  };
}

/** Sinks that say what a test wants, and what each was told. */
function setUp(answers: Record<string, (id: string) => Promise<SinkResult>>) {
  const time = createVirtualTime();
  const stop = new AbortController();
  const told: string[] = [];
  const here = { outbox: [event('1'), event('2')] };
  const sinks = Object.entries(answers).map(([name, answer]): Sink => {
    const take = async () => TAKEN;
    return {
      ...{ name, readings: take, person: take, forget: take, health: () => ({ kind: 'well' }) },
      event(_, { id }) {
        told.push(`${name} ${id}`);
        return answer(id);
      },
    };
  });
  const delivery = createEventDelivery({
    fanOut: createFanOut({ sinks, patience: 60_000, sleep: time.sleep, onFailed: () => {} }),
    person: () => ANNA,
    outbox: () => here.outbox,
    onDelivered(id) {
      here.outbox = here.outbox.filter((one) => one.id !== id);
    },
    signal: stop.signal,
  });
  return { delivery, told, time, here, stop, left: () => here.outbox.map(({ id }) => id) };
}

const ok = async () => TAKEN;

describe('an event', () => {
  it('leaves the outbox when every sink has taken it, in order', async () => {
    const { delivery, told, left } = setUp({ a: ok, b: ok });

    expect(await delivery.deliver()).toBe(2);

    expect(left()).toEqual([]);
    expect(told.filter((line) => line.startsWith('a'))).toEqual(['a 1', 'a 2']);
    expect(await delivery.deliver()).toBe(0);
  });

  it('stays for one that wants it later, and goes to nobody twice', async () => {
    let away = true;
    const { delivery, told, left } = setUp({ a: ok, b: async () => (away ? LATER : TAKEN) });
    expect(await delivery.deliver()).toBe(0);
    expect(left()).toEqual(['1', '2']);
    expect(told).toEqual(['a 1', 'b 1', 'a 2']);

    away = false;
    expect(await delivery.deliver()).toBe(2);

    expect(told.slice(3)).toEqual(['b 1', 'b 2']);
  });

  it('does not wait for one that throws', async () => {
    const { delivery, told } = setUp({ bad: () => Promise.reject(new Error('no')), a: ok });

    expect(await delivery.deliver()).toBe(2);

    expect(told.filter((line) => line.startsWith('a'))).toEqual(['a 1', 'a 2']);
  });

  it('reaches the others at once when one hangs, also a new one, and leaves when its time is over', async () => {
    const { delivery, told, time, here, left } = setUp({ hangs: () => new Promise(() => {}), a: ok });
    const first = delivery.deliver();
    await time.pass(0);
    expect(told).toEqual(['hangs 1', 'a 1', 'a 2']);

    here.outbox = [...here.outbox, event('3')];
    void delivery.deliver();
    await time.pass(0);
    expect(told.at(-1)).toBe('a 3');
    expect(left()).toEqual(['1', '2', '3']);

    await time.pass(180_000);
    expect(left()).toEqual([]);
    expect(await first).toBe(3);
  });

  it('is not lost when everything stops while it is under way', async () => {
    const { delivery, stop, left } = setUp({
      async a() {
        stop.abort();
        return { kind: 'failed', reason: 'stopped' };
      },
    });

    expect(await delivery.deliver()).toBe(0);

    expect(left()).toEqual(['1', '2']);
  });
});
