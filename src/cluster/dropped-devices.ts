import type { Publisher } from '../mqtt/publisher.js';
import type { Announced } from '../sinks/announced.js';

/** What goes with devices that a person has no more. It is not cleared at once: somebody else may have them, too. */
export interface DroppedDevices {
  /** For the sinks: all that they clear goes with such a device. */
  readonly announced: Announced;
  /** What is noted of them, also where a turn before this one was cut short. */
  topics(): readonly string[];
}

export function createDroppedDevices(announced: Announced, { wanted }: Pick<Publisher, 'wanted'>): DroppedDevices {
  const cleared = new Set<string>();
  return {
    announced: {
      ...announced,
      clear(topics) {
        for (const topic of topics) cleared.add(topic);
      },
    },
    topics() {
      const noted = [...announced.noted()].filter(([, { device }]) => device !== undefined);
      const devicesOf = (fits: (topic: string) => boolean) =>
        new Set(noted.flatMap(([topic, { device }]) => (fits(topic) ? [device] : [])));
      const gone = devicesOf((topic) => cleared.has(topic));
      // Of each device that the person has, it is shown whether Withings lists it.
      const shown = devicesOf((topic) => wanted.has(topic));
      return noted.flatMap(([topic, { device }]) => (gone.has(device) || !shown.has(device) ? [topic] : []));
    },
  };
}
