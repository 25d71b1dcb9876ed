import { topicLevel } from './topics.js';

/** What an account's device in Home Assistant is known by for ever. */
export function accountId(userId: string): string {
  return `withings_${topicLevel(userId)}`;
}

/** What the unique ids of an account's entities begin with; a metric's key follows. */
export function entityPrefix(userId: string): string {
  return `${accountId(userId)}_`;
}
