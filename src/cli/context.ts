import { type Advice, AT_COMMAND_LINE, IN_APP } from '../bridge/advice.js';
import { type OpenStoreOptions, openStore } from '../bridge/open-store.js';
import { hideLogin } from '../bridge/person-client.js';
import { type AccountConfig, type Config, secretsOf } from '../config/index.js';
import { createLog, type Log, type LogLevel } from '../log.js';
import type { Store } from '../store/store.js';
import { systemTools } from '../tools.js';
import { loadSettings } from './load-settings.js';
import type { OnLog } from './tell-failure.js';
import { UsageError } from './usage-error.js';

export interface CommandContext {
  readonly config: Config;
  /** Where the configuration is from, for a person. */
  readonly source: string;
  /** Whether this runs as an App of Home Assistant. */
  readonly inApp: boolean;
  readonly advice: Advice;
  readonly log: Log;
}

/** What every command with a configuration is called with. */
export interface ContextOptions {
  readonly config: string;
  readonly onLog?: OnLog;
}

/** Most commands do nothing where nothing is kept yet. */
export type Beginning = Pick<OpenStoreOptions, 'mayBegin'>;

/**
 * Configuration and log of a command.
 *
 * @param level the lowest level to show; default: as configured
 * @throws ConfigError
 */
export async function openContext(
  { config: file, onLog = () => {} }: ContextOptions,
  signal: AbortSignal,
  level?: LogLevel,
): Promise<CommandContext> {
  const { config, source, inApp } = await loadSettings(file, process.env, { sleep: systemTools.sleep, signal });
  const log = logOf(config, level);
  onLog(async () => log);
  return { config, source, inApp, advice: inApp ? IN_APP : AT_COMMAND_LINE, log };
}

/** A log that shows no secret of the configuration. */
export function logOf(config: Config, level?: LogLevel): Log {
  const log = createLog({ ...config.log, ...(level && config.log.level !== 'debug' && { level }) });
  for (const secret of secretsOf(config)) log.hide(secret);
  return log;
}

/**
 * Does a command's work with the store, beside a bridge that runs or without one. Every token in it stays out of what
 * is said.
 *
 * @throws StoreError, and what the work throws
 */
export async function withStore<T>(
  { config, log, advice, mayBegin = false }: Pick<CommandContext, 'config' | 'log' | 'advice'> & Beginning,
  signal: AbortSignal,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await openStore({ ...{ config, log, advice, mayBegin }, tools: systemTools, signal });
  try {
    // Where there are thousands, each is hidden when it is used.
    for (const { userId, name = userId } of store.cluster ? [] : await store.people.list()) {
      const login = await store.logins.of(userId);
      if (login) hideLogin(name, login, log.hide);
    }
    return await work(store);
  } finally {
    await store.close();
  }
}

/** @throws UsageError that names the accounts there are */
export function findAccount(config: Config, name: string): AccountConfig {
  const account = config.accounts.find((candidate) => candidate.name === name);
  if (account) return account;
  const known = config.accounts.map((candidate) => candidate.name).join(', ');
  throw new UsageError(`there is no account ${name} in the configuration; known: ${known}`);
}
