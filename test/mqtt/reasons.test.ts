import { describe, expect, it } from 'vitest';
import { byReasonCode, tooHighQos } from '../../src/mqtt/reasons.js';

/** MQTT 5, 2.4: what a CONNACK or a DISCONNECT of a broker may carry; and the numbers of 3.1.1. */
const CODES = [
  ...[1, 2, 3, 4, 5],
  ...[128, 129, 130, 131, 132, 133, 134, 135, 136, 137, 138, 139, 140, 141, 142, 143, 144, 147, 148, 149, 150, 151],
  ...[152, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162],
];

describe('a number that a broker gives', () => {
  it.each(CODES)('%i has words', (code) => {
    const { text } = byReasonCode(code, 'Connection refused: unknown', 1);

    expect(text).not.toMatch(/Connection refused|reason \d/);
  });

  it('that nobody knows is shown with what the library makes of it', () => {
    expect(byReasonCode(199, 'odd', 1)).toEqual({ kind: 'other', text: 'odd (reason 199)' });
  });

  it.each([
    [2, 'mqtt.client_id'],
    [133, 'mqtt.client_id'],
    [138, 'banned'],
    [154, 'no retained messages'],
    [155, 'set mqtt.qos: 0'],
    [157, 'set mqtt.url'],
    [162, 'allow them there'],
  ])('%i needs a person and says what to do', (code, words) => {
    const { kind, text } = byReasonCode(code, '', 1);

    expect(kind).toBe('refused');
    expect(text).toContain(words);
  });

  it('comes with what the broker says beside it, on one line and not too long', () => {
    const words = { serverReference: 'other.example:1883', reasonString: `we\nmoved${'!'.repeat(500)}` };

    const { text } = byReasonCode(157, '', 1, words);

    expect(text).toMatch(/^it has moved; set mqtt\.url \(it names other\.example:1883, it says: we moved!{190,200}\)$/);
  });
});

describe('a QoS that is too high', () => {
  it.each([
    [1, undefined, 'it takes QoS 0 at most; set mqtt.qos: 0'],
    [2, 1, 'it takes QoS 1 at most; set mqtt.qos: 1'],
    [2, undefined, 'it does not take QoS 2; set mqtt.qos to 1 or 0'],
  ] as const)('of %i where the broker takes %s', (wish, most, text) => {
    expect(tooHighQos(wish, most)).toEqual({ kind: 'refused', text });
  });
});
