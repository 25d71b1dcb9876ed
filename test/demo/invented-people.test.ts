import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Measure, MeasureGroup } from '../../src/demo/cloud.js';
import { demoPeople, nextWeighIn } from '../../src/demo/invented-people.js';

const NOW = Date.UTC(2026, 9, 1, 9, 30);
const YEAR = 365 * 86_400;

function pair(now = NOW, seed?: number) {
  const [anna, ben] = demoPeople(now, seed);
  if (anna === undefined || ben === undefined) throw new Error('two people expected');
  return { anna, ben };
}

function quantity({ value, unit }: Measure): number {
  return value * 10 ** unit;
}

function whole(group: MeasureGroup, type: number): number {
  const row = group.measures.find((measure) => measure.type === type);
  return row === undefined ? Number.NaN : quantity(row);
}

function segments(group: MeasureGroup, type: number): Measure[] {
  return group.measures.filter((measure) => measure.type === type);
}

function scans(groups: readonly MeasureGroup[]): MeasureGroup[] {
  return groups.filter(({ measures }) => measures.some(({ type }) => type === 173));
}

describe('demoPeople', () => {
  it('gives the same data for the same time and seed, other data for another seed', () => {
    expect(demoPeople(NOW)).toEqual(demoPeople(NOW));
    expect(demoPeople(NOW, 2)).not.toEqual(demoPeople(NOW, 1));
  });

  it('gives Anna and Ben', () => {
    const { anna, ben } = pair();

    expect([anna.userid, ben.userid]).toEqual([1_001_001, 1_001_002]);
    expect([anna.timezone, ben.timezone]).toEqual(['Europe/Amsterdam', 'Europe/Amsterdam']);
    expect(ben.goals).toEqual([]);
  });

  it('covers two years that end shortly before now, whenever that is', () => {
    fc.assert(
      fc.property(fc.integer({ min: NOW, max: NOW + 86_400_000 }), (now) => {
        for (const { measuregrps } of demoPeople(now)) {
          const dates = measuregrps.map(({ date }) => date);
          expect(Math.max(...dates)).toBe(Math.floor(now / 1000) - 2_400);
          expect(Math.max(...measuregrps.map(({ modified }) => modified))).toBeLessThan(now / 1000);
          expect(now / 1000 - Math.min(...dates)).toBeGreaterThan(2 * YEAR - 10 * 86_400);
        }
      }),
      { numRuns: 5 },
    );
  });

  it('numbers groups uniquely, growing with time', () => {
    const { anna, ben } = pair();
    const ids = [...anna.measuregrps, ...ben.measuregrps].map(({ grpid }) => grpid);

    expect(new Set(ids).size).toBe(ids.length);
    expect(anna.measuregrps).toEqual(anna.measuregrps.toSorted((a, b) => b.grpid - a.grpid));
  });

  it('holds whole numbers with exponents only', () => {
    const { anna, ben } = pair();
    const rows = [...anna.measuregrps, ...ben.measuregrps].flatMap(({ measures }) => measures);

    expect(rows.every(({ value, unit }) => Number.isInteger(value) && unit <= 0 && unit >= -3)).toBe(true);
    expect(new Set(rows.filter(({ type }) => type === 1).map(({ unit }) => unit))).toEqual(new Set([-3, -2]));
  });

  it('gives Anna every type of her devices', () => {
    const types = new Set(pair().anna.measuregrps.flatMap(({ measures }) => measures.map(({ type }) => type)));

    expect([...types].sort((a, b) => a - b)).toEqual([
      1, 4, 5, 6, 8, 9, 10, 11, 12, 54, 71, 73, 76, 77, 88, 91, 123, 130, 135, 136, 137, 138, 139, 155, 168, 169, 170,
      173, 174, 175, 196, 197, 198, 226, 227, 999,
    ]);
  });

  it('has feet whose mean is what is said of both', () => {
    const measured = (group: MeasureGroup, type: number) =>
      group.measures.find((row) => row.type === type)?.value ?? NaN;
    const groups = pair().anna.measuregrps.filter(({ measures }) => measures.some(({ type }) => type === 196));

    expect(groups.length).toBeGreaterThan(50);
    const odd = groups.filter(
      (group) => Math.abs(measured(group, 196) - (measured(group, 197) + measured(group, 198)) / 2) > 1,
    );
    expect(odd).toEqual([]);
  });

  it('has segments that add up to the whole body at position 7, and types 5 and 8 twice', () => {
    for (const scan of scans(pair().anna.measuregrps)) {
      for (const [segment, total] of [
        [173, 5],
        [174, 8],
        [175, 76],
      ] as const) {
        const parts = segments(scan, segment);
        expect(parts.map(({ position }) => position).sort()).toEqual([10, 11, 12, 2, 3]);
        const sum = parts.reduce((all, part) => all + quantity(part), 0);
        expect(Math.abs(sum - whole(scan, total))).toBeLessThan(0.04);
      }
      expect(segments(scan, 5)).toHaveLength(2);
      expect(segments(scan, 8).every(({ position }) => position === 7)).toBe(true);
      expect(Math.abs(whole(scan, 5) + whole(scan, 8) - whole(scan, 1))).toBeLessThan(0.02);
    }
  });

  it('has several groups of one date with attributions 0 and 8, a manual, an ambiguous and an unknown one', () => {
    const { anna } = pair();
    const last = anna.measuregrps.filter(({ date }) => date === anna.measuregrps[0]?.date);
    const height = anna.measuregrps.find(({ measures }) => measures.some(({ type }) => type === 4));

    expect(last.length).toBeGreaterThan(1);
    expect(new Set(anna.measuregrps.map(({ attrib }) => attrib))).toEqual(new Set([0, 1, 2, 8]));
    expect(height).toMatchObject({ attrib: 2, deviceid: null, hash_deviceid: null, modelid: null, model: null });
    expect(anna.measuregrps.filter(({ attrib }) => attrib === 1)).toHaveLength(1);
  });

  it('knows the devices its groups come from', () => {
    for (const { devices, measuregrps } of demoPeople(NOW)) {
      const known = new Set(devices.map((row) => (row as { hash_deviceid: string }).hash_deviceid));
      expect([...known].every((id) => /^[0-9a-f]{40}$/.test(id))).toBe(true);
      expect(measuregrps.every(({ hash_deviceid }) => hash_deviceid === null || known.has(hash_deviceid))).toBe(true);
    }
  });

  it('gives Ben a Body+ with weight and fat, sometimes weight alone, and one typed in by hand', () => {
    const { ben } = pair();
    const shapes = new Set(ben.measuregrps.map(({ measures }) => measures.map(({ type }) => type).join()));

    expect(shapes).toEqual(new Set(['1,8,5,6', '1', '1,5,6,8']));
    expect(new Set(ben.measuregrps.map(({ model }) => model))).toEqual(new Set(['Body+', null]));
  });
});

describe('nextWeighIn', () => {
  it('appends a weigh-in near the last one, on the same scale, with a new number', () => {
    for (const person of demoPeople(NOW)) {
      const last = person.measuregrps[0];
      const highest = Math.max(...person.measuregrps.map(({ grpid }) => grpid));
      const count = person.measuregrps.length;

      const added = nextWeighIn(person, NOW);

      expect(person.measuregrps).toHaveLength(count + 1);
      expect(person.measuregrps.at(-1)).toBe(added);
      expect(added).toMatchObject({ grpid: highest + 1, date: NOW / 1000, attrib: 0, deviceid: last?.deviceid });
      const before = person.measuregrps.find(({ date, measures }) => date === last?.date && measures[0]?.type === 1);
      expect(Math.abs(whole(added, 1) - (before === undefined ? 0 : whole(before, 1)))).toBeLessThan(1);
    }
  });

  it('gives the same values for the same time, and works for a person without any', () => {
    const [one, two] = [pair().anna, pair().anna];
    const empty = { userid: 5, name: 'Nobody', timezone: 'UTC', measuregrps: [], devices: [], goals: {} };

    expect(nextWeighIn(one, NOW)).toEqual(nextWeighIn(two, NOW));
    expect(whole(nextWeighIn(empty, NOW), 1)).toBeCloseTo(75, 0);
  });

  it('shows another weight than the one before, whenever that is', () => {
    const times = Array.from({ length: 300 }, (_, second) => NOW + second * 1000);
    for (const person of Object.values(pair())) {
      const groups = times.map((at) => nextWeighIn(person, at));
      const shown = groups.map((group) => whole(group, 1).toFixed(2));
      expect(shown.filter((weight, index) => weight === shown[index - 1])).toEqual([]);
    }
  });

  it('stays plausible over years of weigh-ins', () => {
    const { ben } = pair();
    const added = Array.from({ length: 300 }, (_, day) => nextWeighIn(ben, NOW + day * 86_400_000));

    expect(added.every((group) => whole(group, 1) > 60 && whole(group, 1) < 110)).toBe(true);
  });
});
