import { isoTime } from '../mqtt/payload.js';
import type { Turns } from '../turns.js';
import { WithingsApiClient } from '../withings/client.js';
import { type ConnectingAtWork, createConnecting } from './connecting.js';
import { createImports, type ImportsAtWork } from './imports.js';
import type { Parts } from './parts.js';
import type { People } from './people.js';
import { importPastOf } from './statistics-writer.js';

/** What a person may ask the running bridge for, beside a fetch. */
export interface OnRequest {
  readonly connecting: ConnectingAtWork;
  readonly imports: ImportsAtWork;
}

/** @param turns of all that writes into Home Assistant */
export function createOnRequest(parts: Parts, people: People, turns: Turns): OnRequest {
  const { config, tools, clientBase, as } = parts;
  const nowOf = (account: string) => {
    const zone = people.find(account)?.sync.state().zone ?? 'utc';
    return isoTime(Math.floor(tools.clock() / 1000), zone) ?? new Date(tools.clock()).toISOString();
  };
  const exchange = (account: string, code: string) => {
    const client = new WithingsApiClient(clientBase(account));
    return as('person', () => client.getAccessToken(code, config.withings.redirectUri));
  };
  return {
    connecting: createConnecting({ ...parts, exchange, nowOf, onKept: () => people.refresh() }),
    imports: createImports({ ...parts, people, turns, importPast: importPastOf(parts), nowOf }),
  };
}
