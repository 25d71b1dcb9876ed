import type { Reading } from '../metrics/reading.js';
import type { DeviceState, PersonState } from '../store/person-state.js';
import type { Change, PersonDevice } from './sink.js';

/**
 * What is to be shown of a person who was `before` and is `after` now. The only place that compares two states.
 *
 * @param before undefined when this run shows the person for the first time: then all is `known`
 */
export function changesOf(after: PersonState, before?: PersonState): Change[] {
  if (!before) return everything(after, 'known');
  const sameZone = after.zone === before.zone;
  const changed = (readings: Readings, known: Readings = {}) =>
    Object.values(readings).flatMap((reading): Change[] => {
      // Whole readings are replaced, never changed; in another zone all of them tell other times.
      if (!Object.hasOwn(known, reading.metric) || known[reading.metric] !== reading) return [{ reading, kind: 'new' }];
      return sameZone ? [] : [{ reading, kind: 'again' }];
    });
  const ofDevices = Object.entries(after.devices).flatMap(([id, state]) => {
    const known = Object.hasOwn(before.devices, id) ? before.devices[id]?.readings : undefined;
    const device = deviceOf(state);
    return changed(state.readings, known).map((change) => ({ ...change, device }));
  });
  return [...changed(after.readings, before.readings), ...ofDevices];
}

/** All of a person once more, when the first sync has confirmed what was known. */
export function everythingAgain(state: PersonState): Change[] {
  return everything(state, 'again');
}

/** The devices of a person, in the order in which they became known. */
export function devicesOf({ devices }: PersonState): PersonDevice[] {
  return Object.values(devices).map(deviceOf);
}

function everything({ readings, devices }: PersonState, kind: Change['kind']): Change[] {
  const own = Object.values(readings).map((reading) => ({ reading, kind }));
  const ofDevices = Object.values(devices).flatMap((state) =>
    Object.values(state.readings).map((reading) => ({ reading, kind, device: deviceOf(state) })),
  );
  return [...own, ...ofDevices];
}

type Readings = Readonly<Record<string, Reading>>;

function deviceOf({ device, missingSince }: DeviceState): PersonDevice {
  return { device, listed: missingSince === undefined };
}
