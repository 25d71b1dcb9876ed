import type { Parts } from './parts.js';

/** Sets what is measured rather than counted, for whoever asks for it now. */
export function setGauges({ telemetry, session, accounts, tools }: Parts): void {
  const issued = accounts.flatMap(({ client }) => client?.issuedAt() ?? []);
  const expiries = accounts.flatMap(({ client }) => client?.expiresAt() ?? []);
  telemetry.set('brokerUp', Number(session.connected()));
  telemetry.set('accountsUnauthorized', accounts.filter(({ sync }) => sync.authorization() !== 'ok').length);
  for (const { sync } of accounts) {
    const lastSync = sync.lastSync();
    if (lastSync !== undefined) telemetry.set('lastSync', lastSync, { account: sync.name });
  }
  if (issued.length > 0) telemetry.set('tokenAge', Math.floor((tools.clock() - Math.min(...issued)) / 1000));
  if (expiries.length > 0) telemetry.set('tokenExpiry', Math.floor(Math.min(...expiries) / 1000));
}
