export type * from './config.js';
export { secretsOf } from './config.js';
export { loadConfig } from './load.js';
export { ConfigError } from './problem.js';
