import { Refused } from '../api.js';
import type { Words } from '../i18n/index.js';

/** Why something did not work, in a sentence. @param error what a call of the Api threw */
export function why({ t, problem }: Words, error: unknown): string {
  return error instanceof Refused ? problem(error.problem) : t('no_answer');
}
