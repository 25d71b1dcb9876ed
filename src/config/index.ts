export type * from './config.js';
export { secretsOf } from './config.js';
export { ConfigError } from './config-error.js';
export { loadConfig } from './load.js';
