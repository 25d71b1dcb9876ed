import { describe, expect, it } from 'vitest';
import { createFanOut } from '../../src/sinks/fan-out.js';
import { type Sink, type SinkResult, TAKEN } from '../../src/sinks/sink.js';
import { createVirtualTime } from '../virtual-time.js';

function sink(name: string, forget: () => Promise<SinkResult>): Sink {
  const take = async () => TAKEN;
  return { name, readings: take, event: take, person: take, forget, health: () => ({ kind: 'well' }) };
}

function createWorld(...sinks: Sink[]) {
  const time = createVirtualTime();
  const failed: string[] = [];
  const fan = createFanOut({
    sinks,
    patience: 30_000,
    sleep: time.sleep,
    onFailed: (name, reason) => failed.push(`${name}: ${reason}`),
  });
  return { time, failed, forget: () => fan.all((one) => one.forget('7')) };
}

describe('what goes to all sinks', () => {
  it('reaches each, and each says how it went', async () => {
    const { forget, failed } = createWorld(
      sink('a', async () => TAKEN),
      sink('b', async () => ({ kind: 'failed', reason: 'full' })),
    );
    expect(await forget()).toEqual(
      new Map([
        ['a', TAKEN],
        ['b', { kind: 'failed', reason: 'full' }],
      ]),
    );
    expect(failed).toEqual(['b: full']);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('no'))],
    [
      'throws at once',
      () => {
        throw new Error('no');
      },
    ],
  ])('reaches the others when one %s', async (_, forget) => {
    const world = createWorld(
      sink('bad', forget),
      sink('good', async () => TAKEN),
    );
    expect(await world.forget()).toEqual(
      new Map([
        ['bad', { kind: 'failed', reason: 'no' }],
        ['good', TAKEN],
      ]),
    );
  });

  it('waits for one that hangs no longer than its patience', async () => {
    const { time, forget, failed } = createWorld(
      sink('hangs', () => new Promise(() => {})),
      sink('good', async () => TAKEN),
    );
    const result = forget();
    await time.pass(30_000);
    expect((await result).get('good')).toEqual(TAKEN);
    expect(failed).toEqual(['hangs: it did not answer in 30 s']);
  });
});
