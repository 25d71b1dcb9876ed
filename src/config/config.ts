import { resolve } from 'node:path';
import { milliseconds } from './fields.js';
import type { FileConfig } from './file-schema.js';
import { passwordsIn } from './store-address.js';

type Camel<Name> = Name extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : Name;
type Converted<Value> = Value extends readonly (infer Item)[]
  ? readonly Converted<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value as Camel<Key>]: ConvertedAt<Key, Exclude<Value[Key], undefined>> }
    : Value;
type ConvertedAt<Key, Value> = Key extends `${string}interval` ? number : Converted<Value>;

/** One person: the topic level, the Home Assistant device, and what to leave out. */
export type AccountConfig = Converted<FileConfig['accounts'][number]> & { readonly displayName: string };

/**
 * The configuration after defaults, environment and secrets; deeply frozen. The keys are those of the file, which the
 * schema describes; durations are milliseconds, paths absolute, and base URLs have no slash at the end.
 */
export interface Config extends Converted<Omit<FileConfig, 'accounts'>> {
  readonly accounts: readonly AccountConfig[];
}

/** The file as the program sees it; relative paths start from `folder`. */
export function toConfig(file: FileConfig, folder: string): Config {
  const accounts = file.accounts.map((account) => ({
    ...account,
    display_name: account.display_name ?? displayNameOf(account.name),
  }));
  return JSON.parse(JSON.stringify({ ...file, accounts }), (key, value: unknown) => {
    if (key.endsWith('interval')) return milliseconds(String(value));
    if (['ca', 'cert', 'key', 'data_dir'].includes(key)) return resolve(folder, String(value));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return Object.freeze(value);
    const camelCase = (name: string) => name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    return Object.freeze(Object.fromEntries(Object.entries(value).map(([name, inner]) => [camelCase(name), inner])));
  });
}

/** What an account is called where nobody has said it. */
export function displayNameOf(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Every value of a config that must not show in a log, an error, MQTT or on a page. */
export function secretsOf(config: Config): string[] {
  const { withings, mqtt, homeassistant, influx, page, store, storeKey, storePassword } = config;
  // A broker behind a web server may want its key in the address.
  const query = URL.canParse(mqtt.url) ? new URL(mqtt.url).search.slice(1) : '';
  const optional = [mqtt.password, homeassistant.token, influx.token, influx.password, page.password, query];
  const ofStore = [storeKey, storePassword, ...passwordsIn(store)];
  return [withings.clientSecret, ...[...optional, ...ofStore].flatMap((secret) => secret || [])];
}
