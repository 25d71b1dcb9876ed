import winston from 'winston';
import { createSecrets, type Secrets } from './secrets.js';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';
export type Details = Readonly<Record<string, string | number | boolean | null | undefined>>;

/**
 * `error` needs a human, `warn` heals by itself, `info` is a few lines a day, `debug` is everything. User ids and
 * values only at debug; secrets nowhere.
 */
export interface Log extends Secrets {
  error(message: string, details?: Details): void;
  warn(message: string, details?: Details): void;
  info(message: string, details?: Details): void;
  debug(message: string, details?: Details): void;
}

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: 'text' | 'json';
  /** Default: standard error, so that standard output is free for data. */
  readonly stream?: NodeJS.WritableStream;
}

/** A log on standard error, as lines of text or as JSON. */
export function createLog({ level, format, stream = process.stderr }: LogOptions): Log {
  const { hide, blank } = createSecrets();
  const line = format === 'json' ? jsonLine : textLine;
  const logger = winston.createLogger({
    level,
    format: winston.format.printf((info) => line(info.level, String(info.message), info.details as Details)),
    transports: [new winston.transports.Stream({ stream })],
  });
  const write =
    (at: LogLevel) =>
    (message: string, details: Details = {}) => {
      if (!logger.isLevelEnabled(at)) return;
      // Before the line is put together: JSON would give them one more form.
      logger.log(at, { message: blank(message), details: blankValues(details, blank) });
    };
  return {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    hide,
    blank,
  };
}

/** Without those that are undefined. */
function blankValues(details: Details, blank: Secrets['blank']): Details {
  const present = Object.entries(details).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([key, value]) => [key, typeof value === 'string' ? blank(value) : value]));
}

function textLine(level: string, message: string, details: Details): string {
  const extra = Object.entries(details).map(([key, value]) => ` ${key}=${value}`);
  return `${new Date().toISOString()} ${level.padEnd(5)} ${message}${extra.join('')}`;
}

function jsonLine(level: string, message: string, details: Details): string {
  return JSON.stringify({ time: new Date().toISOString(), level, message, ...details });
}
