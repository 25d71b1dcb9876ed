import { type AccountConfig, type Config, loadConfig, secretsOf } from '../config/index.js';
import { createLog, type Log, type LogLevel } from '../log.js';
import type { TokenStore } from '../store/tokens.js';

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

type Logins = Awaited<ReturnType<TokenStore['all']>>;

/** Keeps the tokens of all accounts out of what is said; those that cannot be read are for whoever needs them. */
export async function hideLogins(tokens: TokenStore, { hide }: Log): Promise<void> {
  for (const [name, { accessToken, refreshToken }] of Object.entries(await tokens.all().catch((): Logins => ({})))) {
    hide(accessToken, `${name} access token`);
    hide(refreshToken, `${name} refresh token`);
  }
}

/** @throws UsageError that names the accounts there are */
export function findAccount(config: Config, name: string): AccountConfig {
  const account = config.accounts.find((candidate) => candidate.name === name);
  if (account) return account;
  const known = config.accounts.map((candidate) => candidate.name).join(', ');
  throw new UsageError(`there is no account ${name} in the configuration; known: ${known}`);
}
