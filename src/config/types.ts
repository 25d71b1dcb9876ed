/** One person: the topic level, the Home Assistant device, and what to leave out. */
export interface AccountConfig {
  /** Level of the topic, `^[a-z0-9_-]+$`, unique, never `bridge` or `device`. */
  readonly name: string;
  readonly displayName: string;
  readonly units: 'metric' | 'us' | 'uk';
  /** Withings attribution codes whose measures are skipped. */
  readonly ignoreAttributions: readonly number[];
}

export interface WithingsConfig {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Without a slash at the end. */
  readonly apiUrl: string;
  /** Without a slash at the end. */
  readonly accountUrl: string;
  readonly redirectUri: string;
  /** Milliseconds. */
  readonly pollInterval: number;
  /** Milliseconds; while webhooks tell of news at once. */
  readonly webhookPollInterval: number;
}

export interface MqttConfig {
  /** A URL with mqtt, mqtts, ws or wss, without user and password; or the word `embedded`. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly clientId?: string;
  readonly baseTopic: string;
  readonly protocolVersion: 4 | 5;
  /** Seconds; 0 turns it off. */
  readonly keepalive: number;
  /** Absolute path of a PEM file, as `cert` and `key`. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly rejectUnauthorized: boolean;
  readonly qos: 0 | 1 | 2;
}

export interface HomeAssistantConfig {
  readonly enabled: boolean;
  readonly discoveryPrefix: string;
  readonly statusTopic: string;
  /** Base URL without a slash at the end; only for the history, as `token`. */
  readonly url?: string;
  readonly token?: string;
  /** True only with both. */
  readonly importHistory: boolean;
}

export interface ServerConfig {
  readonly enabled: boolean;
  readonly host: string;
  readonly port: number;
  /** Base URL without a slash at the end; https, or http on a loopback address. */
  readonly publicUrl?: string;
}

export interface LogConfig {
  readonly level: 'error' | 'warn' | 'info' | 'debug';
  readonly format: 'text' | 'json';
}

/** The configuration after defaults, environment and secrets; deeply frozen. */
export interface Config {
  readonly withings: WithingsConfig;
  readonly accounts: readonly AccountConfig[];
  readonly mqtt: MqttConfig;
  readonly homeassistant: HomeAssistantConfig;
  readonly server: ServerConfig;
  /** Absolute path of a folder. */
  readonly dataDir: string;
  readonly log: LogConfig;
}
