import type { Parts } from './parts.js';
import { reasonOf } from './unexpected.js';

/** A login that a person has just made is used within so long; to look costs no access to the disk. */
const LOOK_MILLISECONDS = 2000;

/** Tells when another process has written to the store, until everything stops. */
export async function followStore(
  { store, tools, signal, onLeaseLost, log }: Pick<Parts, 'store' | 'tools' | 'signal' | 'onLeaseLost' | 'log'>,
  onChanged: () => Promise<void>,
): Promise<void> {
  await store.changedElsewhere().catch(() => false);
  // It says so once: as long as nobody could look through it, it is still to be done.
  let isNew = false;
  while (!signal.aborted) {
    await tools.sleep(LOOK_MILLISECONDS, signal).catch(() => {});
    if (signal.aborted) return;
    try {
      isNew ||= await store.changedElsewhere();
      if (!isNew) continue;
      if (!(await store.lease.isHeld())) return onLeaseLost();
      await onChanged();
      isNew = false;
    } catch (error) {
      log.debug('cannot look into the store', { reason: reasonOf(error, log) });
    }
  }
}
