export type { Beneath, Given } from './beneath.js';
export { says } from './beneath.js';
export type * from './config.js';
export { displayNameOf, secretsOf } from './config.js';
export { ConfigError } from './config-error.js';
export { isLoopback } from './fields.js';
export { whyNoName } from './file-schema.js';
export { loadConfig } from './load.js';
export { isPostgres } from './store-address.js';
