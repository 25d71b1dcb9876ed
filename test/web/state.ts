import type { ConnectionView, DeviceView, PageState, PersonView } from '../../src/page/api.js';

const OFF: ConnectionView = { state: 'off', problem: null };

/** A state without anybody in it. */
export function state(parts: Partial<PageState> = {}): PageState {
  return {
    version: '1.2.3',
    now: '2026-11-28T10:00:00.000Z',
    people: [],
    devices: [],
    connections: { withings: OFF, mqtt: OFF, homeassistant: OFF, webhooks: OFF, store: OFF },
    next_fetch: null,
    errors: [],
    signed_in: false,
    can_import: false,
    ...parts,
  };
}

export function person(name: string, parts: Partial<PersonView> = {}): PersonView {
  return {
    name,
    display_name: name,
    user_id: '1',
    units: 'metric',
    zone: 'Europe/Berlin',
    authorization: 'ok',
    login_problem: null,
    last_sync: null,
    last_fetch: null,
    next_fetch: null,
    feeds: [],
    metrics: {},
    connecting: null,
    ...parts,
  };
}

export function device(id: string, parts: Partial<DeviceView> = {}): DeviceView {
  return { id, model: null, accounts: [], battery: null, last_contact: null, metrics: {}, ...parts };
}
