export type * from './config.js';
export { displayNameOf, secretsOf } from './config.js';
export { ConfigError } from './config-error.js';
export { isLoopback } from './fields.js';
export { whyNoName } from './file-schema.js';
export { loadConfig } from './load.js';
export { isPostgres } from './store-address.js';
export type { Beneath, Given } from './values.js';
export { parseYaml } from './yaml.js';
