import type { ReadingEvent } from '../metrics/event.js';
import type { Reading } from '../metrics/reading.js';
import type { UnitSystem } from '../metrics/units.js';
import type { Device } from '../withings/user.js';

/** A person as sinks name and show them. */
export interface SinkPerson {
  readonly userId: string;
  readonly name: string;
  readonly displayName: string;
  readonly units: UnitSystem;
  /** IANA name; UTC as long as nobody has said. */
  readonly zone: string;
}

/** One reading that is to be shown: of the person, or of one of their devices. */
export interface Change {
  readonly reading: Reading;
  /**
   * `known`: it was there before this run, or nothing but the zone has changed since; `new`: it came in now. What is
   * known is to be shown, and nobody is to be told of it.
   */
  readonly kind: 'known' | 'new';
  readonly device?: Device;
}

/** How a person's connection to Withings is. */
export interface PersonStatus {
  /** False while the person must be authorised again. */
  readonly authorized: boolean;
  /** The same in words and figures, as readings. */
  readonly readings: readonly Reading[];
  /** Devices, and whether Withings still lists them. */
  readonly devices: readonly { readonly device: Device; readonly listed: boolean }[];
}

/** Whether a destination has taken what it was given; `reason` says why not. */
export type SinkResult = { readonly kind: 'ok' } | { readonly kind: 'failed'; readonly reason: string };

export const TAKEN: SinkResult = { kind: 'ok' };

/**
 * A destination of readings. No method rejects, and none waits for another destination. A sink keeps what it cannot
 * deliver now, as far as it is still worth something, or says `failed`.
 */
export interface Sink {
  readonly name: string;
  readings(person: SinkPerson, changes: readonly Change[]): Promise<SinkResult>;
  /** Something new, told once: `ok` when it has arrived. */
  event(person: SinkPerson, event: ReadingEvent): Promise<SinkResult>;
  person(person: SinkPerson, status: PersonStatus): Promise<SinkResult>;
  /** Takes away all that was shown of somebody. */
  forget(userId: string): Promise<SinkResult>;
  health(): SinkHealth;
}

export type SinkHealth = { readonly kind: 'well' } | { readonly kind: 'unwell'; readonly reason: string };
