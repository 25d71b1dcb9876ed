import { describe, expect, it } from 'vitest';
import { AFIB_WORDS, afibName, attributionName, POSITION_NAMES, positionName } from '../../src/withings/codes.js';

describe('positionName', () => {
  it.each([
    [0, 'right_wrist'],
    [2, 'right_arm'],
    [3, 'left_arm'],
    [6, 'between_legs'],
    [10, 'left_leg'],
    [11, 'right_leg'],
    [12, 'torso'],
    [19, 'cardiovascular_apex_area'],
    [20, 'pulmonary_front_upper_right_area'],
    [27, 'pulmonary_back_bottom_right_area'],
    [28, 'wide_mode_area'],
    [31, 'hold_left'],
    [99, 'position_99'],
  ])('%i: %s', (code, name) => expect(positionName(code)).toBe(name));

  it('none and the whole body have no name', () => {
    expect([positionName(undefined), positionName(7)]).toEqual([undefined, undefined]);
    expect(POSITION_NAMES).not.toContain('whole_body');
    expect(new Set(POSITION_NAMES).size).toBe(31);
  });
});

describe('attributionName', () => {
  it.each([0, 1, 2, 3, 4, 5, 7, 8, 10, 15, 17])('%i has words', (code) => {
    expect(attributionName(code)).not.toContain('unknown');
  });

  it('does not call a part of the own body another person’s', () => {
    expect(attributionName(10)).not.toMatch(/share|other|user/);
  });

  it('says which one it does not know', () => {
    expect([attributionName(6), attributionName(10_009), attributionName(undefined)]).toEqual([
      'unknown (6)',
      'unknown (10009)',
      'unknown',
    ]);
  });

  it('0 and 8 mean the same, 1 and 10 do not', () => {
    expect(attributionName(8)).toBe(attributionName(0));
    expect(new Set([0, 1, 2, 10].map(attributionName)).size).toBe(4);
  });
});

describe('afibName', () => {
  it.each([
    [0, 'negative'],
    [1, 'positive'],
    [2, 'inconclusive'],
    [8, 'inconclusive_us'],
    [13, 'no_diagnosis'],
    [14, 'unknown'],
    [0.5, 'unknown'],
    [-1, 'unknown'],
  ])('%f: %s', (code, word) => expect(afibName(code)).toBe(word));

  it('has a word of its own for each of the 14', () => expect(new Set(AFIB_WORDS).size).toBe(14));
});
