import type { Sample } from '../telemetry.js';
import type { Parts } from './parts.js';
import type { People } from './people.js';
import type { BridgePerson } from './person.js';
import type { PersonSync } from './person-sync.js';

/** Sets what is measured rather than counted, for whoever asks for it now. */
export function setGauges({ telemetry, session, tools }: Parts, people: People): void {
  const accounts = people.all();
  const syncs = accounts.map(({ sync }) => sync);
  const issued = accounts.flatMap(({ client }) => client?.issuedAt() ?? []);
  const expiries = accounts.flatMap(({ client }) => client?.expiresAt() ?? []);
  telemetry.set('brokerUp', [of(Number(session.connected()))]);
  telemetry.set('accountsUnauthorized', [of(syncs.filter((sync) => sync.authorization() !== 'ok').length)]);
  telemetry.set('lastSync', syncs.flatMap(lastSync));
  telemetry.set('feedSuccess', accounts.flatMap(feedSuccesses));
  if (issued.length > 0) telemetry.set('tokenAge', [of(Math.floor((tools.clock() - Math.min(...issued)) / 1000))]);
  if (expiries.length > 0) telemetry.set('tokenExpiry', [of(Math.floor(Math.min(...expiries) / 1000))]);
}

function lastSync(sync: PersonSync): Sample[] {
  const value = sync.lastSync();
  return value === undefined ? [] : [{ labels: { account: sync.name }, value }];
}

/** Of the account's feeds, without those that nobody can expect to come in, or not at a time. */
function feedSuccesses({ feeds, sync }: Pick<BridgePerson, 'feeds' | 'sync'>): Sample[] {
  const state = sync.state();
  return feeds.flatMap(({ name, follows }) => {
    const { lastSuccess: value, refused } = state.feeds[name] ?? {};
    return value === undefined || refused || follows ? [] : [{ labels: { account: sync.name, feed: name }, value }];
  });
}

function of(value: number): Sample {
  return { labels: {}, value };
}
