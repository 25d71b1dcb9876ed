import { describe, expect, it } from 'vitest';
import { createMessageBatch } from '../../../src/sinks/homeassistant/message-batch.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function setUp() {
  const sent: string[] = [];
  const waits: { milliseconds: number; wake: () => void; stop: () => void }[] = [];
  const batch = createMessageBatch(
    () => sent.push('bridge'),
    (milliseconds) =>
      new Promise((wake, reject) => waits.push({ milliseconds, wake, stop: () => reject(new Error('stopped')) })),
  );
  return { batch, waits, sent };
}

describe('createMessageBatch', () => {
  it('gathers for two seconds, and makes each message once, of what is known then', async () => {
    const { batch, waits, sent } = setUp();
    let version = 1;
    for (const device of ['a', 'b', 'a']) batch.announce(device, () => sent.push(`${device}=${version}`));
    version = 2;
    expect(sent).toEqual([]);
    expect(waits.map(({ milliseconds }) => milliseconds)).toEqual([2000]);

    waits[0]?.wake();
    await turn();

    expect(sent.slice(1)).toEqual(['a=2', 'b=2']);
    batch.announce('a', () => sent.push('a=3'));
    expect(waits).toHaveLength(2);
  });

  it('lets the first one come first, once', () => {
    const { batch, sent } = setUp();
    batch.announce('a', () => sent.push('a'));

    batch.flush();
    batch.flush();

    expect(sent).toEqual(['bridge', 'a']);
  });

  it('leaves out what is not wanted any more', () => {
    const { batch, sent } = setUp();
    batch.announce('a', () => sent.push('a'));

    batch.cancel('a');
    batch.flush();

    expect(sent).toEqual(['bridge']);
  });

  it('sends nothing more when everything stops', async () => {
    const { batch, waits, sent } = setUp();
    batch.announce('a', () => sent.push('a'));

    waits[0]?.stop();
    await turn();

    expect(sent).toEqual([]);
  });
});
