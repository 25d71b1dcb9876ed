import { type AccountConfig, type Config, loadConfig, secretsOf } from '../config/index.js';
import { createLog, type Log, type LogLevel } from '../log.js';

/** The command was called in a way that cannot work; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface CommandContext {
  readonly config: Config;
  readonly log: Log;
}

/**
 * Configuration and log of a command.
 *
 * @param level the lowest level to show; default: as configured
 * @throws ConfigError
 */
export function openContext(file: string, level?: LogLevel): CommandContext {
  const config = loadConfig(file, process.env);
  const log = createLog({ ...config.log, ...(level && config.log.level !== 'debug' && { level }) });
  for (const secret of secretsOf(config)) log.hide(secret);
  return { config, log };
}

/** @throws UsageError that names the accounts there are */
export function findAccount(config: Config, name: string): AccountConfig {
  const account = config.accounts.find((candidate) => candidate.name === name);
  if (account) return account;
  const known = config.accounts.map((candidate) => candidate.name).join(', ');
  throw new UsageError(`there is no account ${name} in the configuration; known: ${known}`);
}
