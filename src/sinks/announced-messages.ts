/**
 * What the general part has to know of retained messages that are no values, but make somebody read values (those that are
 * noted as `discovery`): the sink that makes them says it.
 */
export interface AnnouncedMessages {
  /** Whether this bridge has sent it. @param bases its base topics, of now and of earlier */
  isOurs(payload: string, bases: readonly string[]): boolean;
  /** The topics that are read because of it. */
  stateTopics(message: string): string[];
  /**
   * @param retained the message as an earlier run left it
   * @param wanted the message of this run; undefined when all that it makes is to go
   * @returns undefined when nothing goes
   */
  tombstone(topic: string, retained: string, wanted: string | undefined): Tombstone | undefined;
}

/** How a message that lies on the broker leaves who reads it, where it says more than this run wants. Nothing of it is retained. */
export interface Tombstone {
  readonly topic: string;
  /** Makes a reader that has just started know once more what is to go. */
  readonly known: string;
  /** Takes it away; empty for all of it. */
  readonly gone: string;
}
