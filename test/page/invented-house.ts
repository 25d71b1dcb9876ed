import { type Config, loadConfig } from '../../src/config/index.js';
import type { Connections } from '../../src/page/api.js';
import type { House, HousePerson } from '../../src/page/house.js';
import { EMPTY_PERSON, type PersonState } from '../../src/store/person-state.js';

const WELL = { state: 'ok', problem: null } as const;
const CONNECTIONS: Connections = { withings: WELL, mqtt: WELL, homeassistant: WELL, webhooks: WELL, store: WELL };
export const NOON = Date.UTC(2026, 10, 29, 12);

export interface InventedHouse extends House {
  /** Something has changed. */
  ring(): void;
  /** By account, what is known of them from now on. */
  become(account: string, person: Partial<HousePerson>): void;
  readonly refreshed: string[];
  /** How many listen. */
  listeners(): number;
}

export interface HouseWishes extends Partial<House> {
  /** YAML of the section page. */
  readonly page?: string;
  readonly accounts?: string;
}

/** Anna and Ben, of whom nothing is known, in a house where all is well. */
export function inventedHouse({ page, accounts, ...more }: HouseWishes = {}): InventedHouse {
  const config = pageConfig(page, accounts);
  const people = new Map(config.accounts.map((account, index) => [account.name, personOf(account, index)]));
  const listeners = new Set<() => void>();
  const refreshed: string[] = [];
  return {
    config,
    version: '1.2.3',
    store: { settings: { instance: async () => 'house' } } as House['store'],
    clock: () => NOON,
    people: () => [...people.values()],
    connections: () => CONNECTIONS,
    unwellSinks: () => [],
    nextFetch: () => NOON + 60_000,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    refresh: async (account) => void refreshed.push(account),
    hide: () => {},
    connecting: { start: fails, paste: fails, of: () => null },
    imports: { start: fails, of: () => ({ phase: 'idle' }) },
    ...more,
    ring() {
      for (const listener of listeners) listener();
    },
    become(account, person) {
      people.set(account, { ...people.get(account)!, ...person });
    },
    refreshed,
    listeners: () => listeners.size,
  };
}

export function pageConfig(page = '{}', accounts = '[{ name: anna }, { name: ben, units: us }]'): Config {
  const text = `withings: { client_id: a, client_secret: b }\naccounts: ${accounts}\nmqtt: { url: "mqtt://127.0.0.1" }\npage: ${page}\n`;
  return loadConfig('/etc/config.yaml', {}, () => text);
}

function personOf(account: HousePerson['account'], index: number): HousePerson {
  return {
    account,
    userId: String(7001 + index),
    state: EMPTY_PERSON,
    authorization: 'ok',
    loginProblem: undefined,
    problems: new Map(),
    lastSync: undefined,
  };
}

/** A state in which a metric of an account has a value. */
export function withValue(metric: string, value: number | string | boolean | null, takenAt: number): PersonState {
  const reading = {
    ...{ metric, value, takenAt, createdAt: takenAt, modifiedAt: takenAt, unit: null, attribution: 0 },
    ...{ deviceId: 'd1', deviceModel: 'Body+', groupId: 'g1', source: 'test' },
  };
  return { ...EMPTY_PERSON, zone: 'Europe/Berlin', readings: { [metric]: reading } };
}

async function fails(): Promise<never> {
  throw new Error('nobody is to ask for this here');
}
