import type { Reading } from '../../src/metrics/reading.js';
import type { UnitSystem } from '../../src/metrics/units.js';
import { changesOf, devicesOf } from '../../src/sinks/changes.js';
import type { PersonStatus, Sink, SinkPerson } from '../../src/sinks/sink.js';
import { EMPTY_PERSON, type PersonState } from '../../src/store/person-state.js';

export interface ShownOptions {
  readonly name?: string;
  readonly userId?: string | undefined;
  readonly units?: UnitSystem;
}

export function stateOf(readings: readonly Reading[], more: Partial<PersonState> = {}): PersonState {
  const byKey = Object.fromEntries(readings.map((reading) => [reading.metric, reading]));
  return { ...EMPTY_PERSON, zone: 'Europe/Berlin', readings: byKey, ...more };
}

/** Shows a person on one sink as the bridge does. */
export function personOn(sink: Sink, options: ShownOptions = {}) {
  const { name = 'anna', units = 'metric' } = options;
  const userId = 'userId' in options ? options.userId : '1234567';
  const personOf = ({ zone = 'utc' }: PersonState): SinkPerson => ({
    ...{ userId, name, units, zone },
    displayName: name.charAt(0).toUpperCase() + name.slice(1),
  });
  return {
    person: personOf,
    /** What differs from `before`; everything, as an earlier run left it, when there is none. */
    async show(state: PersonState, before?: PersonState): Promise<void> {
      await sink.readings(personOf(state), changesOf(state, before));
      await sink.person(personOf(state), {
        ...{ phase: before ? 'fetch' : 'start', authorized: true, readings: [], devices: devicesOf(state) },
      });
    },
    async status(state: PersonState, status: Partial<PersonStatus>): Promise<void> {
      await sink.person(personOf(state), {
        ...{ phase: 'rest', authorized: true, readings: [], devices: devicesOf(state), ...status },
      });
    },
  };
}
