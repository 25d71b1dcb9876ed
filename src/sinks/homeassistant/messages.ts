import type { AnnouncedMessages } from '../announced-messages.js';
import { isOurs } from './own-messages.js';
import { stateTopics, tombstone } from './tombstone.js';

/** Discovery messages, for adoption and clean-up. */
export const DISCOVERY_MESSAGES: AnnouncedMessages = { isOurs, stateTopics, tombstone };
