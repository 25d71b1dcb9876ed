import type { Undone } from '../feeds/subscriptions.js';
import type { Troubles } from './troubles.js';

/** Why notifications are not all there, in words; undefined where they are. */
export function whyMissing(missing: readonly Undone[]): string | undefined {
  const groups = [wordsFor(missing, false, 'are refused'), wordsFor(missing, true, 'fail for now')];
  return groups.filter((words) => words !== undefined).join('; ') || undefined;
}

function wordsFor(missing: readonly Undone[], passing: boolean, what: string): string | undefined {
  const some = missing.filter(({ isPassing }) => isPassing === passing);
  return some[0] && `kinds ${kindsOf(some)} ${what}: ${some[0].reason}`;
}

/** Says once which kinds Withings does not tell this account of, where all else comes; it is asked again each day. */
export function tellRefused(refused: readonly Undone[], account: string, troubles: Troubles): void {
  const topic = `refused notifications of ${account}`;
  const [first] = refused;
  if (first === undefined) {
    troubles.end(topic, '{account}: Withings refuses no kind of notification any more', { account });
    return;
  }
  troubles.begin(
    topic,
    'warn',
    '{account}: Withings does not tell of kinds {kinds}: {reason}; what is new there comes with the polls',
    { account, kinds: kindsOf(refused), reason: first.reason },
  );
}

/**
 * Says once that old subscriptions cannot be revoked. Nobody need do anything: Withings gives up an address that does not
 * answer.
 *
 * @returns whether another try is of no use
 */
export function settleLeft(left: readonly Undone[], account: string, troubles: Troubles): boolean {
  const topic = `old notifications of ${account}`;
  const [first] = left;
  if (first === undefined) {
    troubles.end(topic, '{account}: no old notifications are left at Withings', { account });
    return true;
  }
  troubles.begin(topic, 'warn', '{account}: old notifications (kinds {kinds}) stay at Withings: {reason}', {
    account,
    kinds: kindsOf(left),
    reason: first.reason,
  });
  return !left.some(({ isPassing }) => isPassing);
}

function kindsOf(undone: readonly Undone[]): string {
  return undone.map(({ appli }) => appli).join(', ');
}
