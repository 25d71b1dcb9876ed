import type { CLUSTER_INSTRUMENTS } from './telemetry/cluster-instruments.js';
import type { INSTRUMENTS, Instrument } from './telemetry/instruments.js';

type Known = typeof INSTRUMENTS & typeof CLUSTER_INSTRUMENTS;
export type InstrumentKey = keyof Known;
/** Some of the instruments, by their keys. */
export type Instruments = Readonly<Partial<Record<InstrumentKey, Instrument>>>;
type KeyOf<Kind extends Instrument['kind']> = {
  [Key in InstrumentKey]: Known[Key]['kind'] extends Kind ? Key : never;
}[InstrumentKey];
export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** Counts what happens; cheap enough to be always on. A label that is undefined is left out. */
export interface Telemetry {
  add(counter: KeyOf<'counter'>, labels?: Partial<Labels>, amount?: number): void;
  /** What a gauge shows from now on; what it showed before is gone. */
  set(gauge: KeyOf<'gauge'>, samples: readonly Sample[]): void;
  samples(instrument: InstrumentKey): readonly Sample[];
}

export function createTelemetry(): Telemetry {
  const counts = new Map<InstrumentKey, Map<string, { readonly labels: Labels; value: number }>>();
  const gauges = new Map<InstrumentKey, readonly Sample[]>();

  return {
    add(counter, labels = {}, amount = 1) {
      const samples = counts.get(counter) ?? new Map<string, { readonly labels: Labels; value: number }>();
      counts.set(counter, samples);
      const id = JSON.stringify(labels);
      const sample = samples.get(id) ?? { labels: present(labels), value: 0 };
      sample.value += amount;
      samples.set(id, sample);
    },
    set: (gauge, samples) => void gauges.set(gauge, samples),
    samples: (instrument) => gauges.get(instrument) ?? [...(counts.get(instrument)?.values() ?? [])],
  };
}

function present(labels: Partial<Labels>): Labels {
  return Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
