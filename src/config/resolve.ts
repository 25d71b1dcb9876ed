import { resolve } from 'node:path';
import { milliseconds } from './fields.js';
import type { FileConfig } from './schema.js';
import type { AccountConfig, Config, HomeAssistantConfig, MqttConfig, ServerConfig, WithingsConfig } from './types.js';
import { withoutSlash } from './urls.js';

/** The file as the program sees it: camelCase, milliseconds, absolute paths (from `folder`), frozen to the bottom. */
export function toConfig(file: FileConfig, folder: string): Config {
  return freeze({
    withings: withingsOf(file.withings),
    accounts: file.accounts.map(accountOf),
    mqtt: mqttOf(file.mqtt, folder),
    homeassistant: homeAssistantOf(file.homeassistant),
    server: serverOf(file.server),
    dataDir: resolve(folder, file.data_dir),
    log: { ...file.log },
  });
}

function withingsOf(section: FileConfig['withings']): WithingsConfig {
  return {
    clientId: section.client_id,
    clientSecret: section.client_secret,
    apiUrl: withoutSlash(section.api_url),
    accountUrl: withoutSlash(section.account_url),
    redirectUri: section.redirect_uri,
    pollInterval: milliseconds(section.poll_interval),
    webhookPollInterval: milliseconds(section.webhook_poll_interval),
  };
}

function accountOf(account: FileConfig['accounts'][number]): AccountConfig {
  return {
    name: account.name,
    displayName: account.display_name ?? account.name.charAt(0).toUpperCase() + account.name.slice(1),
    units: account.units,
    ignoreAttributions: [...account.ignore_attributions],
  };
}

function mqttOf(section: FileConfig['mqtt'], folder: string): MqttConfig {
  const path = (file: string | undefined) => (file === undefined ? undefined : resolve(folder, file));
  return {
    url: section.url,
    baseTopic: section.base_topic,
    protocolVersion: section.protocol_version,
    keepalive: section.keepalive,
    rejectUnauthorized: section.reject_unauthorized,
    qos: section.qos,
    ...given({
      username: section.username,
      password: section.password,
      clientId: section.client_id,
      ca: path(section.ca),
      cert: path(section.cert),
      key: path(section.key),
    }),
  };
}

function homeAssistantOf(section: FileConfig['homeassistant']): HomeAssistantConfig {
  return {
    enabled: section.enabled,
    discoveryPrefix: section.discovery_prefix,
    statusTopic: section.status_topic,
    importHistory: section.import_history,
    ...given({ url: section.url && withoutSlash(section.url), token: section.token }),
  };
}

function serverOf(section: FileConfig['server']): ServerConfig {
  return {
    enabled: section.enabled,
    host: section.host,
    port: section.port,
    ...given({ publicUrl: section.public_url && withoutSlash(section.public_url) }),
  };
}

/** Without the keys that have no value. */
function given<Key extends string>(values: Record<Key, string | undefined>): Partial<Record<Key, string>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<
    Record<Key, string>
  >;
}

function freeze<Value extends object>(value: Value): Value {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) freeze(inner);
  return Object.freeze(value);
}
