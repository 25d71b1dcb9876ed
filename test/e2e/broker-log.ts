import type { Mosquitto } from './mosquitto.js';

/** A message that the broker took from the bridge, as it says in its log. */
export interface Taken {
  readonly topic: string;
  readonly qos: number;
  readonly retain: boolean;
  readonly bytes: number;
}

const MESSAGE = /Received PUBLISH from (\S+) \(d\d, q(\d), r(\d), m\d+, '([^']+)', \.\.\. \((\d+) bytes\)\)/g;
/** What mosquitto_pub goes by. */
const NOT_THE_BRIDGE = /^auto-/;

/** In order, from this position of the log on. */
export function takenFromBridge(broker: Mosquitto, from = 0): Taken[] {
  return [...broker.log().slice(from).matchAll(MESSAGE)]
    .filter(([, client]) => !NOT_THE_BRIDGE.test(client ?? ''))
    .map(([, , qos, retain, topic = '', bytes]) => ({
      topic,
      qos: Number(qos),
      retain: retain === '1',
      bytes: Number(bytes),
    }));
}
