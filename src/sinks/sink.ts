import type { ReadingEvent } from '../metrics/event.js';
import type { Reading } from '../metrics/reading.js';
import type { UnitSystem } from '../metrics/units.js';
import type { Device } from '../withings/user.js';

/** A person as sinks name and show them. */
export interface SinkPerson {
  /** Undefined as long as nobody has logged in under this name. */
  readonly userId: string | undefined;
  readonly name: string;
  readonly displayName: string;
  readonly units: UnitSystem;
  /** IANA name; UTC as long as nobody has said. */
  readonly zone: string;
}

/** A Withings device of a person. One device may belong to several people. */
export interface PersonDevice {
  readonly device: Device;
  /** Whether Withings still lists it for this person. */
  readonly listed: boolean;
}

/** One reading that is to be shown: of the person, or of one of their devices. */
export interface Change {
  readonly reading: Reading;
  /**
   * `new`: it came in now. `known`: an earlier run left it, and nobody has asked Withings yet. `again`: it was shown before
   * and is to be shown once more, since it is certain now, or since its times are those of another zone.
   */
  readonly kind: 'new' | 'known' | 'again';
  /** Undefined for a reading of the person. */
  readonly device?: PersonDevice;
}

/** How a person's connection to Withings is. */
export interface PersonStatus {
  /**
   * `start`: as an earlier run left it, and nobody has asked Withings yet; `fetch`: in the middle of a fetch, so that more
   * may come at any moment; `rest`: all that was asked for is in.
   */
  readonly phase: 'start' | 'fetch' | 'rest';
  /** False while the person must be authorised (again). */
  readonly authorized: boolean;
  /** The same in words and figures, as readings. Before `rest` they tell only which ones there are. */
  readonly readings: readonly Reading[];
  /** All that the person has. */
  readonly devices: readonly PersonDevice[];
}

/**
 * Whether a destination has taken what it was given. `later`: it is not there now, and wants an event once more; `failed`:
 * it does not.
 */
export type SinkResult =
  | { readonly kind: 'ok' }
  | { readonly kind: 'later'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

export const TAKEN: SinkResult = { kind: 'ok' };

/**
 * A destination of readings. No method rejects, and none waits for another destination. A sink keeps what it cannot
 * deliver now, as far as it is still worth something, or says so.
 */
export interface Sink {
  readonly name: string;
  readings(person: SinkPerson, changes: readonly Change[]): Promise<SinkResult>;
  /** Something new, told once: `ok` when it has arrived. */
  event(person: SinkPerson, event: ReadingEvent): Promise<SinkResult>;
  person(person: SinkPerson, status: PersonStatus): Promise<SinkResult>;
  /** Takes away all that was shown of a Withings user, in this run or an earlier one. */
  forget(userId: string): Promise<SinkResult>;
  health(): SinkHealth;
}

/** `no_broker`: it is as well as the broker, of which is told by itself. `unwell`: it has a trouble of its own. */
export type SinkHealth =
  | { readonly kind: 'well' | 'no_broker' }
  | {
      readonly kind: 'unwell';
      readonly reason: string;
      /** Milliseconds since 1970. */
      readonly since: number;
    };
