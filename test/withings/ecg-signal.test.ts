import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { getEcgSignal } from '../../src/withings/ecg-signal.js';
import { createCloud, SITES } from '../feeds/cloud.js';

async function read(body: unknown) {
  const cloud = createCloud({ [SITES.ecg_signals]: body });
  return { cloud, ecg: await getEcgSignal(cloud.call, '6') };
}

describe('getEcgSignal', () => {
  it('asks for one recording', async () => {
    const { cloud } = await read({ signal: [] });

    expect(cloud.requests).toEqual([{ site: '/v2/heart get', params: { signalid: '6' } }]);
  });

  it('reads whole microvolts, with a gap where there is no number', async () => {
    const { ecg } = await read({
      ...{ signal: [12, '-7', 3.6, null, 'x'], sampling_frequency: '300', wearposition: 1, model: 94, heart_rate: {} },
    });

    expect(ecg).toEqual({ signal: [12, -7, 4, null, null], frequency: 300, wearPosition: 1, model: 'ScanWatch 2' });
  });

  it.each([[{}], [[]], [null], [{ signal: [] }], [{ signal: null, sampling_frequency: 0 }]])(
    'is empty for %j: Withings has not got all of it yet',
    async (body) => {
      expect((await read(body)).ecg).toMatchObject({ signal: [], frequency: undefined });
    },
  );

  it.each([[{ signal: 'none' }], [{ signal: ['a', {}] }], [{ signal: { 0: 1 } }], ['text']])(
    'fails for %j, which says nothing',
    async (body) => {
      await expect(read(body)).rejects.toThrow('Withings answered /v2/heart get with');
    },
  );

  it('has integers and gaps only, whatever comes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.anything()), async (rest) => {
        const { ecg } = await read({ signal: [1, ...rest] });
        expect(ecg.signal.every((sample) => sample === null || Number.isInteger(sample))).toBe(true);
      }),
    );
  });
});
