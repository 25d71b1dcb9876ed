import type { NightCourseView, StageName } from '../../src/page/api.js';

/** From top to bottom, as sleep is drawn everywhere; those that a night does not have are left out. */
export const LANES = [
  'out_of_bed',
  'awake',
  'rem',
  'light',
  'deep',
  'manual',
  'unspecified',
] as const satisfies readonly StageName[];

export interface Lane {
  readonly stage: StageName;
  /** Seconds since 1970. */
  readonly spans: readonly (readonly [from: number, to: number])[];
  /** Of all of them. */
  readonly seconds: number;
}

/** A night's stages, a lane each; those that touch are one span. */
export function lanesOf(stages: NightCourseView['stages']): readonly Lane[] {
  return LANES.flatMap((stage): Lane[] => {
    const spans: [number, number][] = [];
    for (const [from, to, name] of stages) {
      if (name !== stage || to <= from) continue;
      const last = spans.at(-1);
      if (last && from <= last[1]) last[1] = Math.max(last[1], to);
      else spans.push([from, to]);
    }
    const seconds = spans.reduce((sum, [from, to]) => sum + to - from, 0);
    return spans.length > 0 ? [{ stage, spans, seconds }] : [];
  });
}

/** The colour of a stage in the sheet; the four that bars of nights have are theirs, too. */
export const STAGE_TONES = {
  out_of_bed: 'stage-out',
  awake: 'stage-awake',
  rem: 'stage-rem',
  light: 'stage-light',
  deep: 'stage-deep',
  manual: 'stage-light',
  unspecified: 'stage-light',
} as const satisfies Record<StageName, string>;

/** All spans of all lanes, in the order of time. */
export function spansOf(lanes: readonly Lane[]): (readonly [from: number, to: number, stage: StageName])[] {
  return lanes
    .flatMap(({ stage, spans }) => spans.map(([from, to]) => [from, to, stage] as const))
    .sort(([a], [b]) => a - b);
}

/** Undefined where nothing is known of that time. */
export function stageAt(lanes: readonly Lane[], time: number): StageName | undefined {
  return lanes.find(({ spans }) => spans.some(([from, to]) => time >= from && time < to))?.stage;
}
