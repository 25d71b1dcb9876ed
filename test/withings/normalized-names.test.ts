import { describe, expect, it } from 'vitest';
import { normalizeMeasures, type WithingsMeasurements } from '../../src/withings/normalized.js';
import { group } from '../demo/helpers.js';

/** What a program reads: each type's name, its code and its unit. */
const NAMES: readonly (readonly [keyof WithingsMeasurements, number, string | null])[] = [
  ['weight', 1, 'kg'],
  ['height', 4, 'm'],
  ['leanMass', 5, 'kg'],
  ['fatRatio', 6, '%'],
  ['fatMass', 8, 'kg'],
  ['diastolicBloodPressure', 9, 'mmHg'],
  ['systolicBloodPressure', 10, 'mmHg'],
  ['heartPulse', 11, 'bpm'],
  ['temperature', 12, '°C'],
  ['spo2', 54, '%'],
  ['bodyTemperature', 71, '°C'],
  ['skinTemperature', 73, '°C'],
  ['muscleMass', 76, 'kg'],
  ['waterMass', 77, 'kg'],
  ['boneMass', 88, 'kg'],
  ['pulseWaveVelocity', 91, 'm/s'],
  ['vo2Max', 123, 'ml/min/kg'],
  ['afibEcg', 130, null],
  ['ecgQrsInterval', 135, 'ms'],
  ['ecgPrInterval', 136, 'ms'],
  ['ecgQtInterval', 137, 'ms'],
  ['ecgQtcInterval', 138, 'ms'],
  ['afibPpg', 139, null],
  ['urinaryPh', 147, null],
  ['urineSpecificGravity', 148, null],
  ['urinaryNitrites', 151, 'µmol/L'],
  ['vascularAge', 155, 'years'],
  ['nerveHealthScoreLeftFoot', 158, null],
  ['nerveHealthScoreRightFoot', 159, null],
  ['nerveHealthScoreFeet', 167, null],
  ['extracellularWater', 168, 'kg'],
  ['intracellularWater', 169, 'kg'],
  ['visceralFat', 170, null],
  ['segmentalFatFreeMass', 173, 'kg'],
  ['segmentalFatMass', 174, 'kg'],
  ['segmentalMuscleMass', 175, 'kg'],
  ['electrodermalActivityFeet', 196, '%'],
  ['electrodermalActivityLeftFoot', 197, '%'],
  ['electrodermalActivityRightFoot', 198, '%'],
  ['urinaryKetones', 204, 'mmol/L'],
  ['urinaryVitaminC', 205, 'mmol/L'],
  ['basalMetabolicRate', 226, 'kcal/d'],
  ['metabolicAge', 227, 'years'],
  ['electrochemicalSkinConductance', 229, 'µS'],
  ['urinaryCalcium', 248, 'mmol/L'],
  ['urinaryCreatinine', 249, 'mmol/L'],
  ['urinaryCalciumCreatinineRatio', 251, 'mmol/mmol'],
];
const WORDS = [130, 139];

const normalize = (rows: readonly unknown[]) =>
  normalizeMeasures(rows, { zone: 'utc', pounds: false, onUnsupported: (type) => expect.unreachable(String(type)) });

describe('names in WithingsMeasurements', () => {
  it('are these, with an empty list where nothing came', () => {
    const result = normalize([]);

    expect(result).toEqual(Object.fromEntries(NAMES.map(([name]) => [name, []])));
    expect(new Set(Object.values(result)).size).toBe(47);
  });

  it.each(NAMES)('%s is type %i in %s', (name, code, uom) => {
    const result = normalize([group(1, 100, { measures: [{ type: code, value: code * 100 + 25, unit: -2 }] })]);

    expect(result[name]).toMatchObject([{ value: WORDS.includes(code) ? 'unknown' : code + 0.25, uom }]);
    expect(Object.values(result).flat()).toHaveLength(1);
  });
});
