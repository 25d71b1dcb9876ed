import { describe, expect, it } from 'vitest';
import { brokerMemory, infoPayload } from '../../src/mqtt/broker-memory.js';

const OWN = { instance: 'abc', fill: 3 };
const INFO = { version: '1.0.0', bridges: 2, ...OWN };

describe('the memory of a broker', () => {
  it('is kept where our own sign of this filling lies', () => {
    expect(brokerMemory(infoPayload(INFO), OWN)).toBe('kept');
    expect(brokerMemory(infoPayload({ ...INFO, version: '0.9.0', bridges: 7 }), OWN)).toBe('kept');
  });

  it.each([
    ['nothing', undefined],
    ['what is no JSON', 'online'],
    ['what is no object', 'null'],
    ['a sign of an earlier filling', infoPayload({ ...INFO, fill: 2 })],
    ['a sign of a later filling', infoPayload({ ...INFO, fill: 4 })],
    ['the sign of a bridge that is alone', '{"version":"1.0.0","instance":"abc","started":"2026-01-01T00:00:00.000Z"}'],
  ])('is lost where %s lies', (_, payload) => {
    expect(brokerMemory(payload, OWN)).toBe('lost');
  });

  it.each([infoPayload({ ...INFO, instance: 'xyz' }), '{"version":"0.1.0"}'])('is others’ where %s lies', (payload) => {
    expect(brokerMemory(payload, OWN)).toBe('others');
  });
});
