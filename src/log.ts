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
  /**
   * From now on this text is blanked out in every line, whatever line it gets into. Of the same `name` the newest two
   * are remembered: tokens change for years.
   */
  hide(secret: string, name?: string): void;
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
/** The one in use, and the one before it, which a call under way may still carry. */
const REMEMBERED = 2;

/** A log on standard error, as lines of text or as JSON. */
export function createLog({ level, format, stream = process.stderr }: LogOptions): Log {
  const byName = new Map<string, readonly string[]>();
  /** In all their forms, the longest first: one secret may be a part of another. */
  let secrets: readonly string[] = [];
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
      logger.log(at, { message: blank(message, secrets), details: blankValues(details, secrets) });
    };
  return {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    hide(secret, name = secret) {
      if (secret.length < SHORTEST_SECRET) return;
      const older = (byName.get(name) ?? []).filter((one) => one !== secret);
      byName.set(name, [secret, ...older].slice(0, REMEMBERED));
      const forms = new Set([...byName.values()].flat().flatMap(formsOf));
      secrets = [...forms].sort((x, y) => y.length - x.length);
    },
  };
}

/** A secret as it is, and as it looks in a URL, in a form, in JSON and in base64, be it a part of what is encoded. */
function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64');
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ '': secret }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    base64,
    base64.replace(/=+$/, ''),
    ...[0, 1, 2].map((before) => base64Within(secret, before)),
  ];
}

/** The digits that hold nothing but the secret when so many bytes (modulo 3) stand before it, and others after it. */
function base64Within(secret: string, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
  return bytes.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
}

function blank(text: string, secrets: readonly string[]): string {
  let result = text;
  for (const secret of secrets) result = result.replaceAll(secret, BLANK);
  return result;
}

/** Without those that are undefined. */
function blankValues(details: Details, secrets: readonly string[]): Details {
  const present = Object.entries(details).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    present.map(([key, value]) => [key, typeof value === 'string' ? blank(value, secrets) : value]),
  );
}

function textLine(level: string, message: string, details: Details): string {
  const extra = Object.entries(details).map(([key, value]) => ` ${key}=${value}`);
  return `${new Date().toISOString()} ${level.padEnd(5)} ${message}${extra.join('')}`;
}

function jsonLine(level: string, message: string, details: Details): string {
  return JSON.stringify({ time: new Date().toISOString(), level, message, ...details });
}
