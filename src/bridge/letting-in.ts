import { isoTime } from '../mqtt/payload.js';
import { WithingsApiClient } from '../withings/client.js';
import { type ConnectingAtWork, createConnecting } from './connecting.js';
import type { Parts } from './parts.js';
import type { People } from './people.js';

/** Connecting, with the people of a bridge: whoever is let in is at work at once. */
export function letPeopleIn(parts: Parts, people: People): ConnectingAtWork {
  const { config, tools, clientBase, as } = parts;
  return createConnecting({
    ...parts,
    exchange(account, code) {
      const client = new WithingsApiClient(clientBase(account));
      return as('person', () => client.getAccessToken(code, config.withings.redirectUri));
    },
    nowOf(account) {
      const zone = people.find(account)?.sync.state().zone ?? 'utc';
      return isoTime(Math.floor(tools.clock() / 1000), zone) ?? new Date(tools.clock()).toISOString();
    },
    onKept: () => people.refresh(),
  });
}
