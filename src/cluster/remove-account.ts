import { leaveWithings } from '../bridge/leave-withings.js';
import { openPersonClient, type PersonClient } from '../bridge/person-client.js';
import { type Departure, type RemovalOptions, removePerson } from '../bridge/remove-person.js';
import type { AccountRow } from '../store/cluster-accounts.js';
import { TransportError } from '../withings/errors.js';
import { openTurnLog } from './turn-log.js';
import type { TurnParts } from './turn-parts.js';

type Parts = Pick<TurnParts, 'store' | 'cluster' | 'tools' | 'log' | 'signal' | 'clientBase' | 'as' | 'aroundRefresh'>;

/** Somebody waits in front of a page. */
const PATIENCE_MILLISECONDS = 45_000;

/**
 * Removes an account of no file, and whoever has connected it, as `withings2mqtt accounts remove` does, within the calls
 * that the bridges share.
 *
 * @param force also where Withings cannot be asked
 * @throws WithingsError: nothing was removed; StoreError
 */
export async function removeAccount(
  { name, userId }: AccountRow,
  force: boolean,
  parts: Parts,
  patience = PATIENCE_MILLISECONDS,
): Promise<Departure> {
  const { store, cluster, tools } = parts;
  if (userId === undefined) {
    await cluster.accounts.remove(name);
    return 'none';
  }
  const turnLog = openTurnLog(parts.log);
  try {
    const login = await openLeaving(name, userId, { ...parts, log: turnLog.log }, patience);
    const removal = { store, force, clock: tools.clock, ...login };
    return (await parts.as('person', () => removePerson({ name, userId }, removal))).departure;
  } finally {
    turnLog.end();
  }
}

async function openLeaving(
  name: string,
  knownAs: string,
  { store, tools, log, signal, clientBase, aroundRefresh }: Parts,
  patience: number,
): Promise<Pick<RemovalOptions, 'leave' | 'userId'>> {
  const ended = new AbortController();
  const stop = AbortSignal.any([signal, ended.signal]);
  const opened = await openPersonClient({
    ...{ store, userId: knownAs, name, onSecret: log.hide, aroundRefresh },
    base: { ...clientBase(name), signal: stop },
  });
  if (!opened) return { leave: undefined, userId: () => knownAs };

  async function leave(login: PersonClient): Promise<void> {
    const late = tools.sleep(patience, stop).then(() => {
      throw new TransportError(`Withings has not answered all of it within ${Math.round(patience / 1000)} s`);
    });
    try {
      const sleep = (milliseconds: number) => tools.sleep(milliseconds, stop);
      await Promise.race([leaveWithings(login, sleep), late]);
    } finally {
      ended.abort();
      late.catch(() => {});
    }
  }
  return { leave: () => leave(opened), userId: opened.userId };
}
