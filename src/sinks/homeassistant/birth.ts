import type { Message } from '../../mqtt/connection.js';

export interface BirthOptions {
  /** Where Home Assistant says `online`, usually `homeassistant/status`. */
  readonly statusTopic: string;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
  /** Says again what Home Assistant reads: availability, discovery, states. Never asks the cloud. */
  readonly onBirth: () => void;
  /** Whether it says to be there; also what it said before this bridge came. */
  readonly onStatus?: (isOnline: boolean) => void;
}

const SHORTEST_WAIT_MILLISECONDS = 1000;
const LONGEST_WAIT_MILLISECONDS = 4000;

/**
 * Waits for Home Assistant's birth message. A short wait at random keeps a house full of bridges from answering at
 * once; births during the wait count as one. A retained birth is an old one: on start everything goes out anyway.
 *
 * @returns to be called with every message; true if it was about Home Assistant's status
 */
export function watchBirth(options: BirthOptions): (message: Message) => boolean {
  let waiting = false;
  return ({ topic, payload, retained }) => {
    if (topic !== options.statusTopic) return false;
    if (payload === 'online' || payload === 'offline') options.onStatus?.(payload === 'online');
    if (payload === 'online' && !retained && !waiting) {
      waiting = true;
      const span = LONGEST_WAIT_MILLISECONDS - SHORTEST_WAIT_MILLISECONDS;
      options.sleep(SHORTEST_WAIT_MILLISECONDS + span * options.random()).then(
        () => {
          waiting = false;
          options.onBirth();
        },
        () => {},
      );
    }
    return true;
  };
}
