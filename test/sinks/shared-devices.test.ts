import { describe, expect, it } from 'vitest';
import { createSharedDevices } from '../../src/sinks/shared-devices.js';

describe('shared devices', () => {
  it('are listed as long as they are for somebody, and gone when nobody has them', () => {
    const devices = createSharedDevices();
    devices.put('7', 'scale', true);
    devices.put('8', 'scale', false);

    expect([devices.listed('scale'), devices.owner('scale')]).toEqual([true, undefined]);
    expect(devices.keep('7', [])).toEqual([]);
    expect([devices.listed('scale'), devices.owner('scale')]).toEqual([false, '8']);
    expect(devices.keep('8', [])).toEqual(['scale']);
    expect(devices.known('scale')).toBe(false);
  });

  it('go with a person of whom it turns out who they are', () => {
    const { rename, ...devices } = createSharedDevices();
    devices.put('unknown:anna', 'scale', true);
    devices.put('8', 'scale', false);

    rename('unknown:anna', '7');

    expect([devices.of('unknown:anna'), devices.of('7')]).toEqual([[], ['scale']]);
    expect(devices.listed('scale')).toBe(true);
    devices.keep('8', []);
    expect(devices.owner('scale')).toBe('7');
  });
});
