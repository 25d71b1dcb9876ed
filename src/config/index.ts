export { ConfigError } from './error.js';
export { loadConfig } from './load.js';
export { secretsOf } from './secrets.js';
export type {
  AccountConfig,
  Config,
  HomeAssistantConfig,
  LogConfig,
  MqttConfig,
  ServerConfig,
  WithingsConfig,
} from './types.js';
