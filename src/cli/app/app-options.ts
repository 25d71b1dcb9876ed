import { z } from 'zod';
import { ConfigError, type Given } from '../../config/index.js';

/** What an account of the App can say; the names are those of the config file. */
const ACCOUNT_OPTIONS = ['name', 'display_name', 'units'] as const;

const text = z.unknown();
const accountOptions = z.object({ name: text, display_name: text, units: text }).partial();

/** The options that this program uses. Their values are checked as those of a config file are. */
const appOptions = z
  .object({
    client_id: text,
    client_secret: text,
    public_url: text,
    accounts: text,
    mqtt: z.object({ url: text, username: text, password: text }).partial().catch({}),
    log_level: text,
  })
  .partial();

/** What a person has set in Home Assistant. Values may be of any type; one that is empty is not there. */
export type AppOptions = z.output<typeof appOptions>;

/**
 * Reads `options.json`, as the Supervisor writes it (developers.home-assistant.io, "App configuration").
 *
 * @param file its name, for errors
 * @throws ConfigError when it is not what a Supervisor writes
 */
export function readAppOptions(json: string, file: string): AppOptions {
  const { success, data } = appOptions.safeParse(parse(json, file), { reportInput: false });
  if (!success) throw new ConfigError(`${file}: is no list of options; save them once more in Home Assistant`, file);
  return withoutEmpty(data) as AppOptions;
}

function parse(json: string, file: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new ConfigError(`${file}: is not valid JSON; save the options once more in Home Assistant`, file);
  }
}

/** A field that a person has emptied comes as an empty text or as null. */
function withoutEmpty(value: unknown): unknown {
  if (value === '' || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutEmpty(inner)]));
}

/** An option as the value of a key of the config file. */
export function optionGiven(option: string, value: unknown): Given {
  return { name: `option ${option}`, value };
}

/** The accounts, each with its own keys, as far as they are a list. */
export function accountsGiven(accounts: unknown = []): [key: string, Given][] {
  const each = (Array.isArray(accounts) ? accounts : []).flatMap((account: unknown, index) => {
    const { data = {} } = accountOptions.safeParse(withoutEmpty(account));
    return ACCOUNT_OPTIONS.filter((option) => option === 'name' || data[option] !== undefined).map(
      (option): [string, Given] => {
        const key = `accounts[${index}].${option}`;
        return [key, optionGiven(key, data[option])];
      },
    );
  });
  return [['accounts', optionGiven('accounts', accounts)], ...each];
}
