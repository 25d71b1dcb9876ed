import { logUnexpected } from '../bridge/unexpected.js';
import type { Log } from '../log.js';
import { messageOf } from '../tools.js';

/** Hears of a command's log as soon as it has one, which need not be made before something is to be said. */
export type OnLog = (log: () => Promise<Log>) => void;

/**
 * Why a command has failed, in words; the log, where there is one, says at debug where an error was that nobody expects, and
 * knows what must not be seen.
 */
export async function tellFailure(error: unknown, log: (() => Promise<Log>) | undefined): Promise<string> {
  const voice = await log?.();
  if (!voice) return messageOf(error);
  logUnexpected(error, voice);
  return voice.blank(messageOf(error));
}
