import { type Sink, type SinkHealth, TAKEN } from '../sink.js';

/**
 * InfluxDB among the destinations. What is new reaches it by the archive, in which all that a feed brings lies before any
 * sink is told; what the bridge works out, and what it says of itself, does not go there.
 */
export function createInfluxSink(health: () => SinkHealth): Sink {
  const taken = async () => TAKEN;
  // What waits for a person who is removed goes with them from the store.
  return { name: 'influx', readings: taken, event: taken, person: taken, forget: taken, health };
}
