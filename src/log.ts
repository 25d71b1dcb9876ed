import winston from 'winston';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';
export type Details = Readonly<Record<string, string | number | boolean | null | undefined>>;

/**
 * `error` needs a human, `warn` heals by itself, `info` is a few lines a day, `debug` is everything. User ids and
 * values only at debug; secrets nowhere.
 */
export interface Log {
  error(message: string, details?: Details): void;
  warn(message: string, details?: Details): void;
  info(message: string, details?: Details): void;
  debug(message: string, details?: Details): void;
  /** From now on this text is blanked out in every line, whatever line it gets into. */
  hide(secret: string): void;
}

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: 'text' | 'json';
  /** Default: standard error, so that standard output is free for data. */
  readonly stream?: NodeJS.WritableStream;
}

const BLANK = '***';
/** Shorter ones would blank out ordinary words. */
const SHORTEST_SECRET = 4;

/** A log on standard error, as lines of text or as JSON. */
export function createLog({ level, format, stream = process.stderr }: LogOptions): Log {
  const secrets = new Set<string>();
  const line = format === 'json' ? jsonLine : textLine;
  const logger = winston.createLogger({
    level,
    format: winston.format.printf((info) => blank(line(info), secrets)),
    transports: [new winston.transports.Stream({ stream })],
  });
  const write =
    (at: LogLevel) =>
    (message: string, details: Details = {}) => {
      logger.log(at, { message, details });
    };
  return {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    hide(secret) {
      if (secret.length < SHORTEST_SECRET) return;
      for (const form of formsOf(secret)) secrets.add(form);
    },
  };
}

/** A secret as it is, and as it looks in a URL, in JSON and in a Basic header. */
function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64');
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), base64, base64.replace(/=+$/, '')];
}

function blank(text: string, secrets: ReadonlySet<string>): string {
  let result = text;
  for (const secret of secrets) result = result.replaceAll(secret, BLANK);
  return result;
}

function textLine({ level, message, details }: winston.Logform.TransformableInfo): string {
  const extra = Object.entries(present(details)).map(([key, value]) => ` ${key}=${value}`);
  return `${new Date().toISOString()} ${level.padEnd(5)} ${message}${extra.join('')}`;
}

function jsonLine({ level, message, details }: winston.Logform.TransformableInfo): string {
  return JSON.stringify({ time: new Date().toISOString(), level, message, ...present(details) });
}

function present(details: unknown): Details {
  return Object.fromEntries(Object.entries(details as Details).filter(([, value]) => value !== undefined));
}
