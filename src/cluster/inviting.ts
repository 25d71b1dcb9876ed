import {
  hintFor,
  RefusedParameterError,
  startAuthorization,
  subjectOf,
} from '../bridge/login/authorization-request.js';
import { keepLogin } from '../bridge/login/keep-login.js';
import { namesAround } from '../bridge/login/names-around.js';
import { type Refusal, RefusedLogin } from '../bridge/login/refusal.js';
import { hideLogin } from '../bridge/person-client.js';
import { reasonOf } from '../bridge/unexpected.js';
import type { Config } from '../config/index.js';
import { type CallbackAnswer, readAnswer } from '../http/callback.js';
import type { Ended, InvitationRoutes } from '../http/invitation.js';
import { redirectTargetOf } from '../http/redirect-target.js';
import type { Log } from '../log.js';
import type { Cluster } from '../store/cluster.js';
import type { AccountRow } from '../store/cluster-accounts.js';
import type { Store } from '../store/store.js';
import type { Tools } from '../tools.js';
import { createTurns } from '../turns.js';
import { WithingsError } from '../withings/errors.js';
import type { Tokens } from '../withings/tokens.js';
import { publicBase } from './invitation-address.js';
import { createMemory } from './memory.js';

export interface InvitingOptions {
  readonly config: Pick<Config, 'withings' | 'server' | 'accounts'>;
  readonly log: Log;
  readonly tools: Pick<Tools, 'clock' | 'sleep'>;
  readonly signal: AbortSignal;
  readonly store: Pick<Store, 'people' | 'logins'>;
  readonly cluster: Pick<Cluster, 'accounts' | 'invitations' | 'queue'>;
  /** Of an account, at Withings, within the budget; the code works once. */
  readonly exchange: (account: string, code: string) => Promise<Tokens>;
}

/** A browser may load the page twice, and is to be told the same. */
const REMEMBERED_MILLISECONDS = 120_000;
const MOST_REMEMBERED = 1000;

/**
 * Lets people in who were invited. What is begun stands in the store, so that another bridge may finish it.
 *
 * @returns what the public server needs for it
 */
export function createInviting(options: InvitingOptions): InvitationRoutes {
  const { config, log, tools, signal, store, cluster } = options;
  const { accounts, invitations, queue } = cluster;
  const ended = createMemory<Promise<Ended | undefined>>(REMEMBERED_MILLISECONDS, MOST_REMEMBERED, tools.clock);
  const turns = createTurns();
  const place = new URL(publicBase(config)).host;
  const bed = config.server.publicUrl !== undefined;
  // Of thousands of people the newest is blanked out; what is older has been used up.
  const hideState = { hide: (state: string) => log.hide(state, 'state of an invitation') };

  async function invited(secret: string): Promise<AccountRow | undefined> {
    const name = await invitations.look(secret);
    return name === undefined ? undefined : enabled(name);
  }

  async function enabled(name: string): Promise<AccountRow | undefined> {
    const row = await accounts.find(name);
    return row?.enabled ? row : undefined;
  }

  async function begin(secret: string) {
    const row = await invited(secret);
    if (!row) return undefined;
    try {
      const { url, state } = await startAuthorization({ config, log: hideState, signal, name: row.name });
      return (await invitations.begin(secret, state)) ? { url } : undefined;
    } catch (error) {
      if (!(error instanceof RefusedParameterError)) throw error;
      log.error('nobody who is invited can connect: {reason}', { reason: error.message });
      return { told: 'misconfigured' as const };
    }
  }

  async function finish(state: string, answer: CallbackAnswer): Promise<Ended | undefined> {
    const name = await invitations.redeem(state);
    if (name === undefined) return undefined;
    const row = await enabled(name);
    const { displayName = name } = row ?? {};
    if (!row) return { told: 'unusable', displayName };
    if ('problem' in answer) return { told: answer.denied ? 'denied' : 'away', displayName };
    return { told: await connect(name, answer.code), displayName };
  }

  async function connect(name: string, code: string): Promise<Ended['told']> {
    try {
      const tokens = await options.exchange(name, code);
      hideLogin('login of an invitation', tokens, log.hide);
      if (tokens.userId === '') return refused(name, 'away', 'Withings did not say whose login it is');
      // One after the other: whose a login is depends on who is there.
      await turns.take(() => keep(name, tokens));
      log.info('{account} was connected by an invitation', { account: name });
      return 'connected';
    } catch (error) {
      if (error instanceof RefusedLogin) return refused(name, toldOf(error.refusal), error.message);
      if (error instanceof WithingsError) return refusedByWithings(name, error);
      throw error;
    }
  }

  async function keep(name: string, tokens: Tokens): Promise<void> {
    const configured = config.accounts.map((account) => account.name);
    const names = await namesAround({ people: store.people, accounts }, configured, tokens.userId);
    await keepLogin({ store, name, configured: names, replace: false, queue, clock: tools.clock }, tokens);
    await invitations.use(name);
  }

  function refusedByWithings(name: string, error: WithingsError): Ended['told'] {
    const subject = error.temporary ? undefined : subjectOf(error.message);
    if (subject === undefined || subject === 'code') {
      return refused(name, subject === 'code' ? 'late' : 'away', error.message);
    }
    const hint = hintFor(error.message, { redirectUri: config.withings.redirectUri, again: 'connect again' });
    log.error('nobody who is invited can connect: {reason}', { reason: log.blank(error.message) + hint });
    return 'misconfigured';
  }

  function refused(account: string, told: Ended['told'], reason: string): Ended['told'] {
    log.debug('{account}: an invitation did not connect anybody: {reason}', { account, reason: log.blank(reason) });
    return told;
  }

  return {
    paths: redirectTargetOf(config.withings.redirectUri).paths,
    async look(secret) {
      const row = await invited(secret);
      return row && { displayName: row.displayName, place, bed };
    },
    begin,
    async finish(query) {
      const state = query.get('state') ?? '';
      const answer = readAnswer(query, state);
      // The address of the authorise page itself has the state, too, and is no answer.
      if (state === '' || 'ignored' in answer) return undefined;
      return ended.of(state, () => finish(state, answer));
    },
    onTrouble(error) {
      const reason = log.blank(reasonOf(error, log));
      log.warn('a page for somebody who is invited could not be shown: {reason}', { reason });
    },
    tools,
  };
}

function toldOf({ why }: Refusal): Ended['told'] {
  switch (why) {
    case 'another_account':
      return 'taken';
    case 'another_person':
      return 'other_person';
    case 'unclear':
      return 'away';
  }
}
