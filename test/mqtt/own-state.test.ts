import { describe, expect, it } from 'vitest';
import { createOwnState } from '../../src/mqtt/own-state.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const CALM = 60_000;

function setUp() {
  let said = 0;
  const sleeps: { milliseconds: number; wake: () => void }[] = [];
  const contradicted = createOwnState({
    sayAgain: () => {
      said += 1;
    },
    sleep: (milliseconds) => new Promise((wake) => sleeps.push({ milliseconds, wake })),
  });
  return {
    contradicted,
    said: () => said,
    waits: () => sleeps.map(({ milliseconds }) => milliseconds).filter((milliseconds) => milliseconds !== CALM),
    async wake(fits: (milliseconds: number) => boolean) {
      for (const { wake } of sleeps.filter(({ milliseconds }) => fits(milliseconds))) wake();
      await turn();
    },
  };
}

describe('a bridge that somebody calls offline', () => {
  it('says online again at once', () => {
    const { contradicted, said } = setUp();

    contradicted();

    expect(said()).toBe(1);
  });

  it('waits longer and longer for one that answers back, and answers a burst once', async () => {
    const { contradicted, said, waits, wake } = setUp();

    for (let count = 0; count < 5; count++) {
      contradicted();
      contradicted();
      await wake((milliseconds) => milliseconds !== CALM);
    }

    expect(waits()).toEqual([1000, 2000, 4000, 8000, 16_000]);
    expect(said()).toBe(6);
  });

  it('answers at once again after a quiet minute', async () => {
    const { contradicted, said, waits, wake } = setUp();
    contradicted();
    await wake((milliseconds) => milliseconds === CALM);

    contradicted();

    expect(said()).toBe(2);
    expect(waits()).toEqual([]);
  });
});
