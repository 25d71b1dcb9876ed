import { accountMetric, deviceMetric } from '../../metrics/catalogue/index.js';
import { nightPayload } from '../../mqtt/night-payload.js';
import { eventPayload } from '../../mqtt/payload.js';
import type { Publisher } from '../../mqtt/publisher.js';
import type { Topics } from '../../mqtt/topics.js';
import type { About, Announced } from '../announced.js';
import { createSharedDevices } from '../shared-devices.js';
import { type PersonDevice, type Sink, type SinkPerson, TAKEN } from '../sink.js';
import { createSinkPeople } from '../sink-people.js';
import { publishReading, type ReadingPlace } from './readings.js';

export interface ValueSinkOptions {
  readonly announced: Announced;
  readonly publisher: Publisher;
  readonly topics: Topics;
  readonly connected: () => boolean;
  /** Rejects when everything stops. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Whoever reads a topic, such as an entity of Home Assistant, is to be gone before it is emptied, or complains. */
const PAUSE_MILLISECONDS = 2000;

/** Values, attributes and availability of people and their devices as retained topics, and `reading` messages. */
export function createValueSink(options: ValueSinkOptions): Sink {
  const { announced, publisher, topics, connected, sleep } = options;
  const devices = createSharedDevices();
  const people = createSinkPeople(devices.rename);
  const abouts = new Map<string, About>();
  /** What is to be emptied in a moment, unless it is set again until then, by whoever has the name now. */
  const leaving = new Set<string>();
  const shown: Pick<Announced, 'set'> = {
    set(topic, payload, about) {
      leaving.delete(topic);
      announced.set(topic, payload, about);
    },
  };

  /** One object for all topics of a person or device, since there are many. */
  function aboutOf(key: string, userId: string | undefined, device?: string): About {
    const known = abouts.get(key);
    if (known && known.userId === userId) return known;
    const about: About = { kind: 'value', userId, device };
    abouts.set(key, about);
    return about;
  }

  function ofDevice(id: string): About {
    const owner = devices.owner(id);
    return aboutOf(`device/${id}`, owner === undefined ? undefined : people.find(owner)?.userId, id);
  }

  function personPlace({ name, userId, units, zone }: SinkPerson): ReadingPlace {
    const topicOf = (metric: string) => topics.metric(name, metric);
    return { topics, topicOf, metricOf: accountMetric, options: { units, zone }, about: aboutOf(name, userId) };
  }

  function devicePlace({ zone }: SinkPerson, id: string): ReadingPlace {
    const topicOf = (metric: string) => topics.deviceMetric(id, metric);
    const units = { units: 'metric', zone } as const;
    return { topics, topicOf, metricOf: deviceMetric, options: units, about: ofDevice(id) };
  }

  function available(key: string, { device: { id }, listed }: PersonDevice): void {
    const before = devices.owner(id);
    const known = devices.known(id);
    devices.put(key, id, listed);
    sayAvailability(id);
    if (known && before !== devices.owner(id)) changeOwner(id);
  }

  function sayAvailability(id: string): void {
    const availability = topics.deviceMetric(id, 'availability');
    shown.set(availability, devices.listed(id) ? 'online' : 'offline', ofDevice(id));
  }

  /** What is published of a device is noted for the one who has it, or for nobody when several do. */
  function changeOwner(id: string): void {
    for (const topic of topicsOf(({ device }) => device === id)) {
      const payload = publisher.wanted.get(topic);
      if (payload !== undefined) shown.set(topic, payload, ofDevice(id));
    }
  }

  function topicsOf(fits: (about: About) => boolean): string[] {
    return announced.find((about) => about.kind === 'value' && fits(about));
  }

  function later(work: () => void): Promise<void> {
    // What the end cuts short is found again by the next run.
    return sleep(PAUSE_MILLISECONDS).then(work, () => {});
  }

  function leave(left: readonly string[]): Promise<void> {
    for (const topic of left) leaving.add(topic);
    return later(() => announced.clear(left.filter((topic) => leaving.delete(topic))));
  }

  /** @returns by what the person goes here */
  function meet(person: SinkPerson): string {
    const { key, isRenamed } = people.meet(person);
    // Those of devices have no name of a person in them.
    if (isRenamed) void leave(topicsOf(({ userId, device }) => userId === person.userId && device === undefined));
    return key;
  }

  function drop(key: string, kept: readonly string[]): void {
    const left = devices.of(key).filter((id) => !kept.includes(id));
    for (const id of devices.keep(key, kept)) {
      void later(() => announced.clear(devices.known(id) ? [] : topicsOf(({ device }) => device === id)));
    }
    for (const id of left) {
      if (!devices.known(id)) continue;
      sayAvailability(id);
      changeOwner(id);
    }
  }

  return {
    name: 'mqtt',
    async readings(person, changes) {
      const key = meet(person);
      const own = personPlace(person);
      for (const { reading, kind, device } of changes) {
        if (device) available(key, device);
        // What one person remembers of a device counts for nothing while another one still has it.
        if (device && !device.listed && devices.listed(device.device.id)) continue;
        const place = device ? devicePlace(person, device.device.id) : own;
        publishReading({ announced: shown, publisher }, reading, place, kind === 'known');
      }
      return TAKEN;
    },
    async event({ name, units, zone }, event) {
      const options = { units, zone };
      const { night } = event;
      const taken = night
        ? await publisher.send(topics.night(name), nightPayload(event, night, accountMetric, options))
        : await publisher.send(topics.reading(name), eventPayload(event, accountMetric, options));
      return taken ? TAKEN : { kind: 'later', reason: 'the broker is away' };
    },
    async person(person, { phase, authorized, readings, devices: all }) {
      const { name, userId } = person;
      const key = meet(person);
      shown.set(topics.availability(name), authorized ? 'online' : 'offline', aboutOf(name, userId));
      const place = personPlace(person);
      // Before everything is in, they may say what is over already.
      if (phase === 'rest')
        for (const reading of readings) publishReading({ announced: shown, publisher }, reading, place);
      for (const device of all) available(key, device);
      drop(
        key,
        all.map(({ device }) => device.id),
      );
      return TAKEN;
    },
    async forget(userId) {
      if (people.forget(userId)) drop(userId, []);
      await leave(topicsOf((about) => about.userId === userId));
      return TAKEN;
    },
    health: () => ({ kind: connected() ? 'well' : 'no_broker' }),
  };
}
